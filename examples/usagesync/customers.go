package main

// customersCmd holds the commands about which customer goes to which agreement.
type customersCmd struct {
	List    customersListCmd    `cmd:"" help:"Every customer: how it stands, and why it is ignored."`
	Suggest customersSuggestCmd `cmd:"" help:"Likely companies for unmapped customers; agreements that follow others."`
	Map     customersMapCmd     `cmd:"" help:"Bill a customer on an agreement, and turn its sync on."`
	Unmap   customersUnmapCmd   `cmd:"" help:"Take a customer's mapping back."`
	Sync    customersSyncCmd    `cmd:"" help:"Turn the sync of a mapped customer on or off."`
	Refresh customersRefreshCmd `cmd:"" help:"Read customers, companies, agreements and items anew."`
	Close   customersCloseCmd   `cmd:"" help:"A customer left: what it leaves on agreements may end."`
	Move    customersMoveCmd    `cmd:"" help:"A customer goes on under another tenant."`
	Reopen  customersReopenCmd  `cmd:"" help:"Take a close or a move back."`
	Renew   customersRenewCmd   `cmd:"" help:"Go on with the agreement that follows one that ends."`
}
