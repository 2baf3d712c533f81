package usagesync

import (
	"context"
	"sync"

	"github.com/psasync/psasync/usagesync/plan"
)

// readers is how many agreements are read at a time: as many requests as the ConnectWise client keeps in flight.
const readers = 4

// readAll reads the additions of many agreements. The first error ends all of it; when readAll returns, nothing is
// under way any more.
func (s *Syncer) readAll(ctx context.Context, ids []string) (map[string]reading[[]plan.Addition], error) {
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
	all := make(map[string]reading[[]plan.Addition], len(ids))
	for range ids {
		a := <-answers
		if a.err != nil {
			return nil, a.err
		}
		all[a.id] = a.read
		s.cfg.Notify(ReadProgress{PhaseAdditions, len(all), len(ids)})
	}
	return all, nil
}
