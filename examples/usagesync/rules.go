package main

import "github.com/psasync/psasync/usagesync/plan"

// rulesCmd holds the decisions about quantities: what is left out, what is fixed, how usage becomes a quantity.
type rulesCmd struct {
	List    rulesListCmd    `cmd:"" help:"Exclusions, pins and quantity rules, with who decided them and why."`
	Exclude rulesExcludeCmd `cmd:"" help:"Leave a customer, a product, or a product at a customer out."`
	Pin     rulesPinCmd     `cmd:"" help:"Fix a line's quantity, whatever is used."`
	Set     rulesSetCmd     `cmd:"" help:"Say how usage becomes a quantity, and when it is billed."`
}

// ruleFlags are the flags of every rule.
type ruleFlags struct {
	Until  plan.Period `help:"Last month for which it holds; default until somebody removes it." placeholder:"PERIOD"`
	Remove bool        `help:"Take it back."`
	reasonFlag
}
