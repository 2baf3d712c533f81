package main

const description = `Turns monthly Sophos Central usage into ConnectWise PSA agreement additions.

Start with: usagesync doctor, then usagesync plan. Nothing is written to ConnectWise before you approve a plan's digest.`

// cli is every command with its flags and arguments. Each command is a type with a Run method, in a file of its name.
type cli struct {
	Global

	Doctor    doctorCmd    `cmd:"" help:"Check configuration, logins, permissions, hosts, clock and store."`
	Products  productsCmd  `cmd:"" help:"Which Sophos product goes to which catalog item."`
	Customers customersCmd `cmd:"" help:"Which customer goes to which agreement."`
	Additions additionsCmd `cmd:"" help:"Which additions are the sync's: adopt, link, accept, overwrite."`
	Rules     rulesCmd     `cmd:"" help:"Exclusions, pins and quantity rules."`
	Settings  settingsCmd  `cmd:"" help:"Export and import the whole configuration."`
	Plan      planCmd      `cmd:"" help:"Say what a sync would do. Writes nothing to ConnectWise."`
	Apply     applyCmd     `cmd:"" help:"Carry out a plan that was approved by its digest."`
	Sync      syncCmd      `cmd:"" help:"Plan and apply in one go, for unattended runs."`
	Status    statusCmd    `cmd:"" help:"How every customer stands."`
	History   historyCmd   `cmd:"" help:"Runs, and what one of them wrote."`
	Explain   explainCmd   `cmd:"" help:"Why a number is what it is, from usage rows to what was read back."`
	Undo      undoCmd      `cmd:"" help:"Take a run back."`
	Report    reportCmd    `cmd:"" help:"What is billed, as CSV, Markdown or JSON."`
	Demo      demoCmd      `cmd:"" help:"Run any command against a made-up MSP, without accounts." passthrough:""`
	Complete  completeCmd  `cmd:"" name:"completion" help:"Print a completion script for bash, zsh or fish."`
}

// Global are the flags of every command.
type Global struct {
	JSON    bool   `name:"json" help:"Print one JSON document, and nothing else, on standard output."`
	Config  string `help:"Configuration file (JSON); flags and environment win." placeholder:"FILE"`
	Store   string `help:"SQLite file or postgres:// URL (env USAGESYNC_STORE)." placeholder:"STORE"`
	Partner string `help:"Whose records these are in the store." placeholder:"NAME"`
	By      string `help:"Who decides, for the record; default the user's login name." placeholder:"NAME"`
}
