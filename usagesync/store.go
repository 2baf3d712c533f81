package usagesync

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Store is the caller's own storage. It keeps opaque records per partner and kind, and one lease per lane. Package
// storetest holds its contract. All methods are safe for concurrent use, return as soon as ctx ends, and never keep or
// change a slice they were given.
type Store interface {
	// Get returns one record, or ErrNotFound.
	Get(ctx context.Context, partner string, k Kind, key string) (Record, error)
	// Scan returns at most limit records whose keys come after the given one, in ascending byte order of their keys.
	// Fewer than limit records mean that there are no more.
	Scan(ctx context.Context, partner string, k Kind, after string, limit int) ([]Record, error)
	// Commit carries out all writes or none, durably: when it returns nil, a power cut loses nothing. A write whose
	// IfRev does not match is ErrConflict; a fence that is not the one of a live lease is ErrFenced. A zero Fence is
	// only for settings and other records that people edit.
	Commit(ctx context.Context, partner string, f Fence, w ...Write) error
	// Acquire takes the lease of a lane for ttl, or renews it for the same owner, which keeps its fence. Another owner's
	// live lease is ErrHeld. Each new lease of a lane has a larger token than all before it.
	Acquire(ctx context.Context, lane, owner string, ttl time.Duration) (Lease, error)
	// Release gives a lease back. Releasing one that is no longer held is no error.
	Release(ctx context.Context, l Lease) error
}

// Kind names a class of records. A new feature is a new Kind, never a new method.
type Kind string

// The kinds that this package writes.
const (
	KindSettings   Kind = "settings"    // key "current"
	KindRevision   Kind = "revision"    // key: revision of the settings that was replaced, 19 digits; what it held, and who replaced it
	KindLine       Kind = "line"        // key: line id; what we own
	KindIntent     Kind = "intent"      // key: line id; a write whose outcome is not known yet
	KindItemIntent Kind = "item-intent" // key: id of an item step; a write to the catalog whose outcome is not known yet
	KindJournal    Kind = "journal"     // key: run id, slash, number; every intended and finished write
	KindRun        Kind = "run"         // key: run id
	KindApplied    Kind = "applied"     // key: period, slash, line id; a line as that period was applied to it
	KindBasis      Kind = "basis"       // key: period, slash, digest; what a plan was made from. Its lists are chunks
	KindStatus     Kind = "status"      // key: agreement; what the last run left of it. The last plan's findings are chunks
	KindSnapshot   Kind = "snapshot"    // key "current"; customers and directory as last read. Its lists are chunks
	KindSeen       Kind = "seen"        // key "codes"; what product codes were called in the last report
	KindClaim      Kind = "claim"       // key: addition, under the name of the lane; which of its partners owns it

	// Of runs by slices, and of plans that are kept.
	KindUsage    Kind = "usage"    // key: period, slash, hash; a usage report as it was read. Its rows are chunks
	KindCursor   Kind = "cursor"   // key "current"; where the run stands, and what a person decided of its plan
	KindPull     Kind = "pull"     // key: run id; the rest of what was read before planning, in chunks
	KindFragment Kind = "fragment" // key: run id, slash, agreement; its additions
	KindPlan     Kind = "plan"     // key: digest; the latest plan. Its steps and findings are chunks
	KindOutcome  Kind = "outcome"  // key: run id; what earlier slices decided, in chunks
)

// A chunk is a record with a part of a list, about 256 KiB of it. Its key is that of the whole, then slash, name of the
// list, slash, number.

// Record is one stored document.
type Record struct {
	Kind Kind
	Key  string
	Rev  int64 // 1 at its creation, larger with every write
	Data json.RawMessage
}

// Write changes one record. Nil Data deletes it.
type Write struct {
	Kind  Kind
	Key   string
	IfRev int64 // the revision that must be there: IfNew, a Record's Rev, or IfAny
	Data  json.RawMessage
}

// Preconditions of a Write that are not a revision.
const (
	IfNew int64 = 0  // the record must not exist
	IfAny int64 = -1 // whatever is there; a delete of nothing is no error
)

// Lease is the right to write to one lane until a moment.
type Lease struct {
	Lane  string
	Owner string
	Token int64
	Until time.Time // on the store's clock
}

// Fence returns what every commit under the lease carries.
func (l Lease) Fence() Fence { return Fence{Lane: l.Lane, Token: l.Token} }

// Fence names a lease. A store refuses a commit whose fence is not of the lane's live lease.
type Fence struct {
	Lane  string
	Token int64
}

// IsZero reports whether there is no fence.
func (f Fence) IsZero() bool { return f == Fence{} }

// What a Store reports. Match them with errors.Is.
var (
	ErrNotFound = errors.New("record not found")
	ErrConflict = errors.New("record changed meanwhile")
	ErrFenced   = errors.New("lease lost")
	ErrHeld     = errors.New("lease held by another owner")
)
