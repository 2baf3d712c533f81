package connectwise

import (
	"context"
	"net/http"
	"slices"

	"github.com/psasync/psasync/internal/transport"
)

// Class says what a failed attempt of an operation may mean, and so when it is repeated: see the retry table in the manual.
type Class = transport.Class

// Operation is one thing that the client can ask a server for.
type Operation struct {
	Name   string // as errors, hooks and [OperationName] have it
	Method string
	Path   string // below Config.BaseURL with the vendor's names of its parameters; that of companyinfo below the site's root
	Class  Class  // read, replay or create; of a patch that only replaces, since one that adds or removes is a create
	Source string // where it is documented
}

// OperationName returns the constant name of the operation that a request's context belongs to, e.g.
// "connectwise.additions.list": what a RoundTripper that traces or counts wants to know.
func OperationName(ctx context.Context) string { return transport.Operation(ctx) }

// Operations returns every operation of this package: reads in the order of their paths' modules, then writes, then
// what describes the site. The manual's table is made of it.
func Operations() []Operation {
	var all []Operation
	for _, r := range resources() {
		all = append(all, r.reads()...)
	}
	return slices.Concat(all, resources()[additions].writes(), resources()[catalogItems].writes(), []Operation{
		{opSystemInfo, http.MethodGet, pathSystemInfo, transport.Read, "[spec]"},
		{opCompanyInfo, http.MethodGet, pathCompanyInfo + "{companyId}", transport.Read, "[official docs]"},
	})
}

const (
	opSystemInfo    = "connectwise.system.info"
	pathSystemInfo  = "/system/info"
	opCompanyInfo   = "connectwise.companyinfo"
	pathCompanyInfo = "/login/companyinfo/"
)

// kind is a kind of record, the index of its resource.
type kind int

const (
	companies kind = iota
	companyStatuses
	companyTypes
	companyTypeAssociations
	typeAssociations
	agreements
	agreementTypes
	agreementRecaps
	additions
	adjustments
	catalogItems
	catalogComponents
	categories
	subcategories
	productTypes
	unitsOfMeasure
	userDefinedFields
	kinds // their number
)

// resource is where the records of one kind are.
type resource struct {
	name, path string
	source     string
	uncounted  bool // there is no /count
}

const slashless = "[spec], without the slash at the end [client code]"

func resources() [kinds]resource {
	return [kinds]resource{
		companies:               {name: "companies", path: "/company/companies", source: "[spec]"},
		companyStatuses:         {name: "companystatuses", path: "/company/companies/statuses", source: "[spec]"},
		companyTypes:            {name: "companytypes", path: "/company/companies/types", source: "[spec]"},
		companyTypeAssociations: {name: "companytypeassociations", path: "/company/companyTypeAssociations", source: "[spec]"},
		typeAssociations:        {name: "typeassociations", path: "/company/companies/{parentId}/typeAssociations", source: "[spec]"},
		agreements:              {name: "agreements", path: "/finance/agreements", source: "[spec]"},
		agreementTypes:          {name: "agreementtypes", path: "/finance/agreements/types", source: "[spec]"},
		agreementRecaps:         {name: "agreementrecaps", path: "/finance/agreementrecap", source: slashless, uncounted: true},
		additions:               {name: "additions", path: "/finance/agreements/{parentId}/additions", source: "[spec]"},
		adjustments:             {name: "adjustments", path: "/finance/agreements/{parentId}/adjustments", source: "[spec]"},
		catalogItems:            {name: "catalogitems", path: "/procurement/catalog", source: "[spec]"},
		catalogComponents:       {name: "catalogcomponents", path: "/procurement/catalog/{parentId}/components", source: "[spec]"},
		categories:              {name: "categories", path: "/procurement/categories", source: "[spec]"},
		subcategories:           {name: "subcategories", path: "/procurement/subcategories", source: slashless},
		productTypes:            {name: "producttypes", path: "/procurement/types", source: "[spec]"},
		unitsOfMeasure:          {name: "unitsofmeasure", path: "/procurement/unitOfMeasures", source: "[spec]"},
		userDefinedFields:       {name: "userdefinedfields", path: "/system/userDefinedFields", source: "[spec]"},
	}
}

func (r resource) op(method string) string { return "connectwise." + r.name + "." + method }

func (r resource) reads() []Operation {
	all := []Operation{
		{r.op("list"), http.MethodGet, r.path, transport.Read, r.source},
		{r.op("get"), http.MethodGet, r.path + "/{id}", transport.Read, r.source},
	}
	if !r.uncounted {
		all = append(all, Operation{r.op("count"), http.MethodGet, r.path + "/count", transport.Read, r.source})
	}
	return all
}

func (r resource) writes() []Operation {
	return []Operation{
		{r.op("create"), http.MethodPost, r.path, transport.Create, "[spec]"},
		{r.op("patch"), http.MethodPatch, r.path + "/{id}", transport.Replay, "[spec] [official docs]"},
	}
}
