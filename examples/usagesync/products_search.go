package main

import (
	"errors"
	"io"

	"github.com/psasync/psasync/usagesync/suggest"
)

// productsSearchCmd finds catalog items.
type productsSearchCmd struct {
	Text string `arg:"" help:"A piece of an identifier or a description; two characters or more."`
}

func (productsSearchCmd) Help() string {
	return `Finds items whose name begins with the text, contains it, or is spelled like it, in this order.

Example:

    usagesync products search endp`
}

var errNoHit = errors.New("no catalog item fits")

func (c *productsSearchCmd) Run(a *app) error {
	if _, err := suggest.Search(c.Text, nil); err != nil {
		return err
	}
	hits, err := look(a, func(k known) ([]suggest.Hit, error) {
		hits, err := suggest.Search(c.Text, k.Directory.Items)
		if err == nil && len(hits) == 0 {
			err = errNoHit // an item that is newer than what was last read
		}
		return hits, err
	})
	if err != nil && !errors.Is(err, errNoHit) {
		return err
	}
	return a.print(listed("items", hits), func(w io.Writer) error {
		var rows [][]string
		for _, h := range hits {
			state := h.Item.Class
			if h.Item.Inactive {
				state = "inactive"
			}
			rows = append(rows, []string{h.Item.ID, h.Item.Identifier, h.Item.Description, h.Item.Price.String(), state})
		}
		if err := table(w, []column{{"Item", 8}, {"Identifier", 26}, {"Description", 19}, {"Price", 10}, {"Class", 9}}, rows); err != nil {
			return err
		}
		if len(hits) == 0 {
			a.say("Nothing fits. To make an item: usagesync products create PRODUCT")
		}
		return nil
	})
}
