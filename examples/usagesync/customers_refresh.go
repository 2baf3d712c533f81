package main

import (
	"fmt"
	"io"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// customersRefreshCmd reads everything that lists and suggestions show.
type customersRefreshCmd struct{}

func (customersRefreshCmd) Help() string {
	return `Says what appeared, went, or is called otherwise since the last time. Mappings go by id: a new name changes none.

Example:

    usagesync customers refresh`
}

// refreshed is the document of customers refresh.
type refreshed struct {
	ReadAt     time.Time              `json:"readAt"`
	Tenants    int                    `json:"tenants"`
	Companies  int                    `json:"companies"`
	Agreements int                    `json:"agreements"`
	Items      int                    `json:"items"`
	Changes    []usagesync.NameChange `json:"changes"`
}

func (c *customersRefreshCmd) Run(a *app) error {
	s, err := a.online()
	if err != nil {
		return err
	}
	a.used = true
	is, changes, err := s.Refresh(a.ctx)
	if err != nil {
		return err
	}
	d := refreshed{
		is.At, len(is.Tenants), len(is.Directory.Companies), len(is.Directory.Agreements), len(is.Directory.Items),
		append([]usagesync.NameChange{}, changes...),
	}
	return a.print(d, func(w io.Writer) error {
		fmt.Fprintf(w, "%d customers; %d companies, %d agreements, %d catalog items.\n", d.Tenants, d.Companies, d.Agreements, d.Items)
		if len(changes) == 0 {
			return nil
		}
		var rows [][]string
		for _, n := range changes {
			rows = append(rows, []string{string(n.Kind), n.ID, or(n.Before, "(new)"), or(n.After, "(gone)")})
		}
		return table(w, []column{{"What", 9}, {"Id", 36}, {"Before", 14}, {"Now", 15}}, rows)
	})
}
