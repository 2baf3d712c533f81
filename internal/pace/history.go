package pace

import (
	"slices"
	"time"
)

// history is the log of admissions, oldest first. It keeps what the windows can still ask for and nothing more.
type history struct {
	max   int           // the largest Max: older admissions decide nothing
	span  time.Duration // the longest Per: neither do these
	times []time.Time   // with monotonic readings, so that a step of the wall clock changes no distance
}

// newest returns the n-th newest admission, if there are that many.
func (h *history) newest(n int) (time.Time, bool) {
	if len(h.times) < n {
		return time.Time{}, false
	}
	return h.times[len(h.times)-n], true
}

func (h *history) add(now time.Time) {
	if h.max == 0 {
		return
	}
	h.times = append(h.times, now)
	h.trim(now)
}

// trim cuts the front off; append moves what is left to a fresh array when it runs out of room.
func (h *history) trim(now time.Time) {
	first := max(0, len(h.times)-h.max)
	for first < len(h.times) && now.Sub(h.times[first]) >= h.span {
		first++
	}
	h.times = h.times[first:]
}

// merge adds admissions of other processes. One that a clock ahead of ours dates later than now counts as made now.
func (h *history) merge(now time.Time, unixNano []int64) {
	for _, n := range unixNano {
		h.times = append(h.times, now.Add(min(0, time.Unix(0, n).Sub(now))))
	}
	slices.SortFunc(h.times, time.Time.Compare)
	h.trim(now)
}

func (h *history) unixNano(now time.Time) []int64 {
	out := make([]int64, len(h.times))
	for i, t := range h.times {
		out[i] = now.UnixNano() + int64(t.Sub(now))
	}
	return out
}
