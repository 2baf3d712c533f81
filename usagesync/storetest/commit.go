package storetest

import (
	"context"
	"fmt"

	"github.com/psasync/psasync/usagesync"
)

func ifNew(ctx context.Context, p *probe) {
	p.commit(ctx, create("new", "1"))
	was := p.get(ctx, "new")
	p.conflict(ctx, "the record exists", create("new", "2"))
	p.unchanged(ctx, "after a refused create", was)
}

func ifRev(ctx context.Context, p *probe) {
	p.commit(ctx, create("guarded", "1"))
	first := p.get(ctx, "guarded")
	p.commit(ctx, write("guarded", first.Rev, []byte("2")))
	second := p.get(ctx, "guarded")

	p.conflict(ctx, "an older revision", write("guarded", first.Rev, []byte("3")))
	p.conflict(ctx, "a revision yet to come", write("guarded", second.Rev+1, []byte("3")))
	p.conflict(ctx, "no such record", write("missing", 1, []byte("3")))
	p.lacks(ctx, "after a refused write", "missing")
	p.unchanged(ctx, "after refused writes", second)

	p.commit(ctx, put("other", "1"))
	p.commit(ctx, put("other", "2"))
	p.commit(ctx, write("guarded", second.Rev, []byte("4")))
	p.holds(ctx, "after a write with the present revision", "guarded", "4")

	last := p.get(ctx, "guarded")
	p.commit(ctx, remove("guarded"))
	p.conflict(ctx, "the record was deleted", write("guarded", last.Rev, []byte("5")))
	p.lacks(ctx, "after a refused write", "guarded")
}

func ifAny(ctx context.Context, p *probe) {
	for _, data := range []string{"1", "2", "3"} {
		p.commit(ctx, put("any", data))
		p.holds(ctx, "after a write with IfAny", "any", data)
	}
}

func deletes(ctx context.Context, p *probe) {
	p.commit(ctx, remove("never there"))
	p.conflict(ctx, "a delete of nothing with a revision", write("never there", 1, nil))

	p.commit(ctx, create("kept", "1"), create("gone", "1"))
	p.commit(ctx, put("gone", "2"))
	was := p.get(ctx, "gone")
	p.conflict(ctx, "a delete with an older revision", write("gone", 1, nil))
	p.conflict(ctx, "a delete with IfNew of what is there", write("gone", usagesync.IfNew, nil))
	p.unchanged(ctx, "after refused deletes", was)

	p.commit(ctx, write("gone", was.Rev, nil))
	p.lacks(ctx, "after its deletion", "gone")
	p.page(ctx, "", 10, []string{"kept"})
	p.conflict(ctx, "a second delete with the revision of the first", write("gone", was.Rev, nil))

	p.commit(ctx, create("gone", "3"))
	p.holds(ctx, "after it was created again", "gone", "3")
	p.commit(ctx, write("gone", p.get(ctx, "gone").Rev, []byte("4")))
	p.holds(ctx, "after it was created again and replaced", "gone", "4")
	p.commit(ctx, remove("gone"))
	p.lacks(ctx, "after its second deletion", "gone")
}

func allOrNone(ctx context.Context, p *probe) {
	p.commit(ctx, create("replaced", "1"), create("deleted", "1"), create("taken", "1"))
	p.page(ctx, "", 10, []string{"deleted", "replaced", "taken"})
	replaced, deleted, taken := p.get(ctx, "replaced"), p.get(ctx, "deleted"), p.get(ctx, "taken")

	good := []usagesync.Write{put("created", "2"), write("replaced", replaced.Rev, []byte("2")), remove("deleted")}
	for at := range len(good) + 1 {
		what := fmt.Sprintf("a commit of four whose number %d was refused", at+1)
		writes := append([]usagesync.Write{}, good[:at]...)
		writes = append(writes, create("taken", "2"))
		p.conflict(ctx, what, append(writes, good[at:]...)...)
		p.lacks(ctx, what, "created")
		for _, was := range []usagesync.Record{replaced, deleted, taken} {
			p.unchanged(ctx, what, was)
		}
	}
	p.commit(ctx, good...)
	p.page(ctx, "", 10, []string{"created", "replaced", "taken"})
	p.holds(ctx, "after the same without the refused write", "replaced", "2")
}

func inOrder(ctx context.Context, p *probe) {
	p.commit(ctx, create("twice", "1"), put("twice", "2"))
	p.holds(ctx, "created and replaced in one commit", "twice", "2")

	p.commit(ctx, put("twice", "3"), remove("twice"))
	p.lacks(ctx, "replaced and deleted in one commit", "twice")

	p.commit(ctx, create("twice", "4"))
	p.commit(ctx, remove("twice"), create("twice", "5"))
	p.holds(ctx, "deleted and created in one commit", "twice", "5")

	was := p.get(ctx, "twice")
	p.conflict(ctx, "the first write took the revision of the second",
		write("twice", was.Rev, []byte("6")), write("twice", was.Rev, []byte("7")))
	p.conflict(ctx, "the same record created twice", create("new", "1"), create("new", "2"))
	p.unchanged(ctx, "after a refused second write", was)
	p.lacks(ctx, "after a refused second create", "new")
}
