package main

import "github.com/psasync/psasync/usagesync/plan"

// productsCmd holds the commands about which Sophos product goes to which catalog item.
type productsCmd struct {
	List   productsListCmd   `cmd:"" help:"Every Sophos product: its item, its sync, the codes that feed it."`
	Search productsSearchCmd `cmd:"" help:"Find catalog items by a piece of their name."`
	Map    productsMapCmd    `cmd:"" help:"Bill a product on a catalog item, and turn its sync on."`
	Unmap  productsUnmapCmd  `cmd:"" help:"Take a mapping back; the product's sync is off then."`
	Sync   productsSyncCmd   `cmd:"" help:"Turn the sync of a mapped product on or off."`
	Create productsCreateCmd `cmd:"" help:"Create a catalog item for a product, and map the product to it."`
	Edit   productsEditCmd   `cmd:"" help:"Change texts or price of a product's catalog item."`
	Alias  productsAliasCmd  `cmd:"" help:"Say which product a product code stands for."`
}

// whereFlags narrow a product mapping. The most specific mapping of a product wins.
type whereFlags struct {
	Tenant        string `help:"Only for this customer." placeholder:"ID"`
	Company       string `help:"Only on this company's agreements." placeholder:"ID"`
	AgreementType string `help:"Only on agreements of this type." placeholder:"ID"`
	Currency      string `help:"Only on agreements in this currency." placeholder:"CODE"`
}

// mapping is the mapping of a product that the flags mean.
func (f whereFlags) mapping(product string) plan.ProductMapping {
	return plan.ProductMapping{Product: product, TenantID: f.Tenant, CompanyID: f.Company, AgreementTypeID: f.AgreementType, Currency: f.Currency}
}
