package usagesync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// The further lists of a basis.
const (
	listAdditions = "additions"
	listLines     = "lines"
	listApplied   = "applied"
	listClaims    = "claims"
)

// basis is what a plan was made from: everything that plan.Build looked at, so that its numbers can be recomputed. Its
// lists are chunks; its reports are records of their own, which several plans may share.
type basis struct {
	Digest  string       `json:"digest"`
	At      time.Time    `json:"at"`
	Usage   string       `json:"usage"` // key of the report
	Earlier []readingRef `json:"earlier,omitempty"`
	Input   plan.Input   `json:"input"` // without its lists
}

// readingRef names an earlier report.
type readingRef struct {
	Day   plan.Date `json:"day"`
	Usage string    `json:"usage"`
}

func basisKey(p plan.Period, digest string) string { return p.String() + "/" + digest }

// keepBasis stores what a plan was made from.
func (x *session) keepBasis(ctx context.Context, in plan.Input, digest string) error {
	key := basisKey(in.Period, digest)
	if _, _, err := get[basis](ctx, x.Syncer, KindBasis, key); !isNotFound(err) {
		return err
	}
	usage, err := x.keepReport(ctx, in.Usage, in.Today)
	if err != nil {
		return err
	}
	b := basis{Digest: digest, At: x.now(), Usage: usage, Input: in}
	for _, r := range in.Earlier {
		b.Earlier = append(b.Earlier, readingRef{r.Day, usageKey(r.Usage.Period, r.Usage.Hash())})
	}
	err = errors.Join(
		putList(ctx, x, KindBasis, key+"/"+listTenants, in.Tenants),
		putList(ctx, x, KindBasis, key+"/"+listCompanies, in.Directory.Companies),
		putList(ctx, x, KindBasis, key+"/"+listAgreements, in.Directory.Agreements),
		putList(ctx, x, KindBasis, key+"/"+listItems, in.Directory.Items),
		putList(ctx, x, KindBasis, key+"/"+listAdditions, in.Additions),
		putList(ctx, x, KindBasis, key+"/"+listLines, in.Lines),
		putList(ctx, x, KindBasis, key+"/"+listApplied, in.Applied),
		putList(ctx, x, KindBasis, key+"/"+listClaims, in.Claims),
	)
	if err != nil {
		return err
	}
	i := &b.Input
	i.Usage, i.Directory, i.Tenants, i.Additions, i.Lines = plan.Usage{Period: in.Usage.Period}, plan.Directory{}, nil, nil, nil
	i.Applied, i.Claims, i.Earlier = nil, nil, nil
	var w batch
	w.put(KindBasis, key, IfAny, b)
	if err := x.commit(ctx, &w); err != nil {
		return err
	}
	if _, _, err := x.keepSnapshot(ctx, in.Tenants, in.Directory); err != nil {
		return err
	}
	return x.rememberCodes(ctx, in.Usage)
}

// keepReport stores a report under its hash, or only the day when it is there already, and returns its key.
func (x *session) keepReport(ctx context.Context, u plan.Usage, day plan.Date) (string, error) {
	key := usageKey(u.Period, u.Hash())
	head, _, err := get[storedUsage](ctx, x.Syncer, KindUsage, key)
	switch {
	case isNotFound(err):
		return key, errors.Join(x.putReport(ctx, key, u), x.putReportHead(ctx, key, u, day))
	case err != nil || !head.readOn(day):
		return key, err
	}
	var b batch
	b.put(KindUsage, key, IfAny, head)
	return key, x.commit(ctx, &b)
}

// putReport stores a report's lists.
func (x *session) putReport(ctx context.Context, key string, u plan.Usage) error {
	return errors.Join(
		putList(ctx, x, KindUsage, key+"/"+listRows, u.Rows),
		putList(ctx, x, KindUsage, key+"/"+listDevices, u.Devices),
	)
}

func (x *session) putReportHead(ctx context.Context, key string, u plan.Usage, day plan.Date) error {
	var b batch
	b.put(KindUsage, key, IfAny, x.reportHead(u, day))
	return x.commit(ctx, &b)
}

func (x *session) reportHead(u plan.Usage, day plan.Date) storedUsage {
	return storedUsage{Period: u.Period, Complete: u.Complete, Rows: len(u.Rows), Devices: len(u.Devices), Run: x.id, At: x.now(), Days: []plan.Date{day}}
}

// recallBasis loads what a plan was made from.
func (s *Syncer) recallBasis(ctx context.Context, key string) (plan.Input, basis, error) {
	b, _, err := get[basis](ctx, s, KindBasis, key)
	if err != nil {
		return plan.Input{}, b, err
	}
	in := b.Input
	lists := []func() error{
		func() error { return intoList(ctx, s, key+"/"+listTenants, &in.Tenants) },
		func() error { return intoList(ctx, s, key+"/"+listCompanies, &in.Directory.Companies) },
		func() error { return intoList(ctx, s, key+"/"+listAgreements, &in.Directory.Agreements) },
		func() error { return intoList(ctx, s, key+"/"+listItems, &in.Directory.Items) },
		func() error { return intoList(ctx, s, key+"/"+listAdditions, &in.Additions) },
		func() error { return intoList(ctx, s, key+"/"+listLines, &in.Lines) },
		func() error { return intoList(ctx, s, key+"/"+listApplied, &in.Applied) },
		func() error { return intoList(ctx, s, key+"/"+listClaims, &in.Claims) },
		func() (err error) { in.Usage, err = s.storedUsage(ctx, b.Usage); return err },
		func() (err error) { in.Earlier, err = s.readings(ctx, b.Earlier); return err },
	}
	for _, read := range lists {
		if err := read(); err != nil {
			return plan.Input{}, b, err
		}
	}
	return in, b, nil
}

func intoList[T any](ctx context.Context, s *Syncer, key string, into *[]T) (err error) {
	*into, err = getList[T](ctx, s, KindBasis, key)
	return err
}

func (s *Syncer) readings(ctx context.Context, refs []readingRef) ([]plan.Reading, error) {
	var list []plan.Reading
	for _, ref := range refs {
		u, err := s.storedUsage(ctx, ref.Usage)
		if err != nil {
			return nil, err
		}
		list = append(list, plan.Reading{Day: ref.Day, Usage: u})
	}
	return list, nil
}

// heads walks the head records of a kind whose lists are chunks, without reading the chunks: the keys of heads that begin
// with a prefix and have so many parts.
func heads[T any](ctx context.Context, s *Syncer, k Kind, prefix string, parts int) ([]T, []string, error) {
	var list []T
	var keys []string
	for after := prefix; ; {
		page, err := s.cfg.Store.Scan(ctx, s.cfg.Partner, k, after, 1)
		if err != nil {
			return nil, nil, storeError("scan "+string(k), err)
		}
		if len(page) == 0 || !strings.HasPrefix(page[0].Key, prefix) {
			return list, keys, nil
		}
		split := strings.SplitN(page[0].Key, "/", parts+1)
		if len(split) < parts {
			return nil, nil, storeError("scan "+string(k), fmt.Errorf("key %q has %d parts, want %d", page[0].Key, len(split), parts))
		}
		key := strings.Join(split[:parts], "/")
		after = key + "/~" // behind all of its chunks, whose lists have names in small letters
		if len(split) > parts {
			continue // chunks of an attempt that broke off
		}
		v, err := decode[T](k, page[0])
		if err != nil {
			return nil, nil, err
		}
		list, keys = append(list, v), append(keys, key)
	}
}
