package usagesync

import (
	"context"
	"sync"

	"github.com/psasync/psasync/usagesync/plan"
)

// readers is how many agreements are read at a time: as many requests as the ConnectWise client keeps in flight.
const readers = 4

// readAll reads the additions of many agreements and hands over each reading, from the calling goroutine. The first
// error ends all of it; when readAll returns, nothing is under way any more.
func (s *Syncer) readAll(ctx context.Context, ids []string, take func(id string, r reading[[]plan.Addition])) error {
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer cancel()

	type answer struct {
		id   string
		read reading[[]plan.Addition]
		err  error
	}
	todo, answers := make(chan string, len(ids)), make(chan answer, len(ids))
	for _, id := range ids {
		todo <- id
	}
	close(todo)
	for range min(readers, len(ids)) {
		work.Go(func() {
			for id := range todo {
				r, err := s.readAdditions(ctx, id)
				answers <- answer{id, r, err}
				if err != nil {
					return
				}
			}
		})
	}
	for range ids {
		a := <-answers
		if a.err != nil {
			return a.err
		}
		take(a.id, a.read)
	}
	return nil
}
