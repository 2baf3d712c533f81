package connectwisetest

import (
	"cmp"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/psasync/psasync/internal/testserver"
)

// BasePath is where the REST API begins below the server's root.
const BasePath = "/" + defaultCodebase + apiRoot

// defaultCodebase is accepted by every ConnectWise server, whatever its own code base is.
const defaultCodebase = "v4_6_release/"

// Options configure a Server. The zero value of each field means its default.
type Options struct {
	Company    string // company id of the login; default "testmsp"
	PublicKey  string // default "public"
	PrivateKey string // default "private"
	ClientID   string // required in the header clientId; default "11111111-2222-4333-8444-555555555555"
	Member     string // identifier of the API member, the author of all writes through the API; default "UsageSync"

	Codebase    string // named by companyinfo, with its slash, and accepted beside "v4_6_release/"; default "v2026_4/"
	Release     string // default "2026.4"
	PageSize    int    // default 25
	MaxPageSize int    // larger page sizes are capped; default 1000
	MaxURL      int    // longest path and query; default 2000, the documented advice

	// LinkBase, such as "https://cw-internal.local/", replaces host and base path in Link headers, to prove that a client
	// doesn't follow them. Default: the request's own.
	LinkBase string
	// LenientPatch makes a PATCH validate only what it changes, not the whole stored record.
	LenientPatch bool
}

func (o Options) withDefaults() Options {
	o.Company = cmp.Or(o.Company, "testmsp")
	o.PublicKey = cmp.Or(o.PublicKey, "public")
	o.PrivateKey = cmp.Or(o.PrivateKey, "private")
	o.ClientID = cmp.Or(o.ClientID, "11111111-2222-4333-8444-555555555555")
	o.Member = cmp.Or(o.Member, "UsageSync")
	o.Codebase = cmp.Or(o.Codebase, "v2026_4/")
	o.Release = cmp.Or(o.Release, "2026.4")
	o.PageSize = cmp.Or(o.PageSize, 25)
	o.MaxPageSize = cmp.Or(o.MaxPageSize, 1000)
	o.MaxURL = cmp.Or(o.MaxURL, 2000)
	return o
}

func (o Options) cloud() bool { return o.Codebase != defaultCodebase }

// Server is a ConnectWise PSA with its state in memory. All methods are safe for concurrent use.
type Server struct {
	options Options
	inner   *testserver.Server
	table   []route
	served  atomic.Int64

	mu              sync.Mutex
	companies       *table[Company]
	companyStatuses *table[CompanyStatus]
	companyTypes    *table[CompanyType]
	associations    *table[TypeAssociation]
	agreementTypes  *table[AgreementType]
	agreements      *table[Agreement]
	recaps          *table[AgreementRecap]
	additions       *table[Addition]
	adjustments     *table[Adjustment]
	items           *table[CatalogItem]
	components      *table[CatalogComponent]
	categories      *table[Category]
	subcategories   *table[Subcategory]
	productTypes    *table[ProductType]
	units           *table[UnitOfMeasure]
	fields          *table[UserDefinedField]
}

// New makes an empty server. It serves after Start or Pipe, until Close.
func New(o Options) *Server {
	s := &Server{options: o.withDefaults()}
	s.companies = newTable("Company", "company", func(r *Company) (*int, *Info) { return &r.ID, &r.Info }, s.renderCompany)
	s.companyStatuses = newTable("CompanyStatus", "companyStatus", func(r *CompanyStatus) (*int, *Info) { return &r.ID, &r.Info }, asIs[CompanyStatus])
	s.companyTypes = newTable("CompanyType", "companyType", func(r *CompanyType) (*int, *Info) { return &r.ID, &r.Info }, asIs[CompanyType])
	s.associations = newTable("CompanyTypeAssociation", "companyTypeAssociation", func(r *TypeAssociation) (*int, *Info) { return &r.ID, &r.Info }, s.renderAssociation)
	s.agreementTypes = newTable("AgreementType", "agreementType", func(r *AgreementType) (*int, *Info) { return &r.ID, &r.Info }, asIs[AgreementType])
	s.agreements = newTable("Agreement", "agreement", func(r *Agreement) (*int, *Info) { return &r.ID, &r.Info }, s.renderAgreement)
	s.recaps = newTable("AgreementRecap", "agreementRecap", func(r *AgreementRecap) (*int, *Info) { return &r.ID, new(Info) }, s.renderRecap) // it has no _info
	s.additions = newTable("Addition", "addition", func(r *Addition) (*int, *Info) { return &r.ID, &r.Info }, s.renderAddition)
	s.adjustments = newTable("Adjustment", "adjustment", func(r *Adjustment) (*int, *Info) { return &r.ID, &r.Info }, asIs[Adjustment])
	s.items = newTable("CatalogItem", "catalogItem", func(r *CatalogItem) (*int, *Info) { return &r.ID, &r.Info }, s.renderItem)
	s.components = newTable("CatalogComponent", "catalogComponent", func(r *CatalogComponent) (*int, *Info) { return &r.ID, &r.Info }, s.renderComponent)
	s.categories = newTable("Category", "category", func(r *Category) (*int, *Info) { return &r.ID, &r.Info }, asIs[Category])
	s.subcategories = newTable("SubCategory", "subCategory", func(r *Subcategory) (*int, *Info) { return &r.ID, &r.Info }, s.renderSubcategory)
	s.productTypes = newTable("ProductType", "productType", func(r *ProductType) (*int, *Info) { return &r.ID, &r.Info }, asIs[ProductType])
	s.units = newTable("UnitOfMeasure", "unitOfMeasure", func(r *UnitOfMeasure) (*int, *Info) { return &r.ID, &r.Info }, asIs[UnitOfMeasure])
	s.fields = newTable("UserDefinedField", "userDefinedField", func(r *UserDefinedField) (*int, *Info) { return &r.ID, &r.Info }, asIs[UserDefinedField])
	s.table = s.routes()
	s.inner = testserver.New(http.HandlerFunc(s.serve))
	return s
}

func asIs[T any](record T) T { return record }

// Options returns the options with their defaults filled in, such as the credentials a client needs.
func (s *Server) Options() Options { return s.options }

// Start serves on a free loopback port and returns the base URL of the REST API, which ends in BasePath.
func (s *Server) Start() (baseURL string, err error) {
	root, err := s.inner.Start()
	if err != nil {
		return "", err
	}
	return root + BasePath, nil
}

// Pipe serves over in-memory connections and returns the round tripper that reaches the server under any scheme and
// host. It works inside a testing/synctest bubble: make, use and close the server in the same bubble.
func (s *Server) Pipe() http.RoundTripper { return s.inner.Pipe() }

// Close stops serving and ends all delays. It may be called again.
func (s *Server) Close() { s.inner.Close() }
