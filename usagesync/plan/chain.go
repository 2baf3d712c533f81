package plan

import (
	"fmt"
	"math/bits"
)

// Link is one step of the calculation of a line's quantity, in the fixed order of its rules.
type Link struct {
	Rule     string   `json:"rule"`            // such as combine, pack or pin
	Value    string   `json:"value,omitempty"` // what the rule says
	Quantity Quantity `json:"quantity"`        // the line's quantity after it
}

// chain is the calculation of one line. It notes its links only for somebody who asked for an explanation.
type chain struct {
	full     Quantity // what the sources come to before any rule of the line
	quantity Quantity
	note     func(Link)
}

func (c *chain) say(rule, value string) {
	if c.note != nil {
		c.note(Link{rule, value, c.quantity})
	}
}

// calculate makes one quantity of a line's sources: factor, combine, offset, allowance, not below 0, pack size, minimum,
// maximum. The error is ErrOverflow for what does not fit exactly.
func (l *line) calculate(note func(Link)) (chain, error) {
	c := chain{note: note}
	if err := c.combine(l); err != nil {
		return c, err
	}
	t := &l.terms.line
	return c, c.rules(t)
}

// combine weighs the sources and makes one number of them.
func (c *chain) combine(l *line) error {
	var err error
	for i := range l.feeds {
		f := &l.feeds[i]
		units := f.units
		if f.terms.factor != Units(1) {
			if units, err = units.times(f.terms.factor); err != nil {
				return err
			}
		}
		c.full = Quantity{saturate(c.full.micros, units.micros)}
		switch l.terms.line.combine {
		case CombineMax:
			c.quantity = Quantity{max(c.quantity.micros, units.micros)}
		case CombineAny:
			if units.Sign() > 0 {
				c.quantity = Units(1)
			}
		default:
			if c.quantity, err = c.quantity.Add(units); err != nil {
				return err
			}
		}
	}
	c.say("combine", string(l.terms.line.combine))
	return nil
}

// rules applies a line's rules in their order.
func (c *chain) rules(t *lineTerms) (err error) {
	if t.offset.Sign() != 0 {
		if c.quantity, err = c.quantity.Add(t.offset); err != nil {
			return err
		}
		c.say("offset", t.offset.String())
	}
	if t.allowance.Sign() != 0 {
		if c.quantity, err = c.quantity.Sub(t.allowance); err != nil {
			return err
		}
		c.say("allowance", t.allowance.String())
	}
	if c.quantity.Sign() < 0 {
		c.quantity = Quantity{}
		c.say("not below 0", "")
	}
	if t.pack.Sign() > 0 && c.quantity.micros%t.pack.micros != 0 {
		rest := c.quantity.micros % t.pack.micros
		if c.quantity, err = c.quantity.Add(Quantity{t.pack.micros - rest}); err != nil {
			return err
		}
		c.say("pack", t.pack.String())
	}
	if c.quantity.Cmp(t.minimum) < 0 {
		c.quantity = t.minimum
		c.say("minimum", t.minimum.String())
	}
	if t.limited && c.quantity.Cmp(t.maximum) > 0 {
		c.quantity = t.maximum
		c.say("maximum", t.maximum.String())
	}
	return nil
}

// times returns q*factor if that is a whole number of millionths.
func (q Quantity) times(factor Quantity) (Quantity, error) {
	hi, lo := bits.Mul64(abs(q.micros), abs(factor.micros))
	if hi >= micro {
		return Quantity{}, ErrOverflow
	}
	quo, rem := bits.Div64(hi, lo, micro)
	if rem != 0 || int64(quo) < 0 {
		return Quantity{}, ErrOverflow
	}
	if (q.micros < 0) != (factor.micros < 0) {
		return Quantity{-int64(quo)}, nil
	}
	return Quantity{int64(quo)}, nil
}

// share returns of units the part that charged is of full, cut to a millionth. All are 0 or more; of nothing there is no
// part.
func (q Quantity) share(charged, full Quantity) Quantity {
	if full.micros == 0 {
		return Quantity{}
	}
	if charged.micros >= full.micros {
		return q
	}
	hi, lo := bits.Mul64(uint64(q.micros), uint64(charged.micros))
	quo, _ := bits.Div64(hi, lo, uint64(full.micros)) // charged < full, so it fits
	return Quantity{int64(quo)}
}

// keep applies what holds a line's quantity up: the rest of a billing cycle, and a month before which it must not fall.
func (c *chain) keep(w *world, l *line, standing Quantity) {
	if c.quantity.Cmp(standing) >= 0 {
		return
	}
	t, a := &l.terms.line, &l.contract.terms
	switch {
	case l.owned != nil && t.cycle == CycleHighest && w.months[a.CycleID] != 1 && l.owned.Invoice == a.NextInvoice:
		c.quantity = standing
		c.say("highest of cycle", fmt.Sprintf("not invoiced before %s", a.NextInvoice))
	case w.in.Period.Before(t.noDecrease):
		c.quantity = standing
		c.say("no decrease before", t.noDecrease.String())
	}
}

// subtract takes off what the siblings of a linked addition carry. It reports false when they carry more than there is.
func (c *chain) subtract(siblings []Addition) (bool, error) {
	if len(siblings) == 0 {
		return true, nil
	}
	for i := range siblings {
		var err error
		if c.quantity, err = c.quantity.Sub(siblings[i].Quantity); err != nil {
			return false, err
		}
	}
	c.say("siblings", idList(siblings))
	return c.quantity.Sign() >= 0, nil
}

// pin sets the quantity that a person decided.
func (c *chain) pin(p Pin) {
	c.quantity = p.Quantity
	c.say("pin", "by "+p.Who)
}
