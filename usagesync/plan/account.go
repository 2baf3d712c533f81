package plan

// account says where every unit of the report went. The units of a line are shared out by its step, those of other
// portions by their own bucket; the sum is the total.
func (b *builder) account(portions []portion) Account {
	var u Account
	add := func(to *Quantity, n Quantity) {
		sum, err := to.Add(n)
		if err != nil {
			b.findings.add(NumberTooLarge, Finding{}, "", "the account of units")
			return
		}
		*to = sum
	}
	for i := range portions {
		p := &portions[i]
		if p.also {
			continue
		}
		add(&u.Total, p.units)
		switch p.bucket {
		case excluded:
			add(&u.Excluded, p.units)
		case unmapped:
			add(&u.Unmapped, p.units)
		case ignored:
			add(&u.Ignored, p.units)
		case deferred:
			add(&u.Deferred, p.units)
		case onLine, covered:
		}
	}
	add(&u.NotCharged, b.included)
	elsewhere := b.heldElsewhere()
	for i := range b.steps {
		s := &b.steps[i]
		units, held := b.accountable(i, elsewhere)
		add(&u.Withheld, held)
		switch {
		case s.Verb == VerbWithhold:
			add(&u.Withheld, units)
			add(&u.Withheld, b.about[i].covered)
			continue
		case s.Verb == VerbCreate && s.InvoiceDate.IsZero():
			add(&u.Deferred, units)
		default:
			billed := units.share(b.charged(i), b.about[i].full)
			add(&u.Billed, billed)
			add(&u.NotCharged, Quantity{units.micros - billed.micros})
		}
		add(&u.NotCharged, b.about[i].covered)
	}
	return u
}

// charged returns how much of what a step's sources come to the customer pays for.
func (b *builder) charged(i int) Quantity {
	s, a := &b.steps[i], &b.about[i]
	n := s.after()
	if a.addition != nil {
		n = a.addition.charged(n)
	}
	for j := range a.siblings {
		n = Quantity{saturate(n.micros, a.siblings[j].charged(a.siblings[j].Quantity).micros)}
	}
	return n
}

// charged returns how many of q units an addition bills beyond those that its base fee includes.
func (a *Addition) charged(q Quantity) Quantity {
	if a.Bill != Billable {
		return Quantity{}
	}
	return Quantity{max(0, q.micros-max(0, a.LessIncluded.micros))}
}

// heldElsewhere returns the sources whose units are billed on several items, of which a further one is withheld: they
// did not arrive in full, so their account is on no billed line.
func (b *builder) heldElsewhere() map[Source]bool {
	var held map[Source]bool
	for i := range b.steps {
		if b.steps[i].Verb != VerbWithhold {
			continue
		}
		for _, j := range b.about[i].also {
			if held == nil {
				held = map[Source]bool{}
			}
			held[b.about[i].fed[j].feed()] = true
		}
	}
	return held
}

// feed returns a source without its units, which may differ from item to item.
func (s Source) feed() Source { return Source{TenantID: s.TenantID, Product: s.Product} }

// accountable returns the units of a step's sources that are accounted for here, and those of them that are withheld
// elsewhere.
func (b *builder) accountable(i int, elsewhere map[Source]bool) (units, held Quantity) {
	fed, also := b.about[i].fed, b.about[i].also
	for j := range fed {
		switch {
		case len(also) > 0 && also[0] == j:
			also = also[1:]
		case elsewhere[fed[j].feed()]:
			held = Quantity{saturate(held.micros, fed[j].Units.micros)}
		default:
			units = Quantity{saturate(units.micros, fed[j].Units.micros)}
		}
	}
	return units, held
}
