package transport

import (
	"log/slog"
	"time"
)

// Attempt describes one finished attempt to a hook. It carries no credential and no query string.
type Attempt struct {
	Op, Method, Path string
	Number           int
	Status           int
	Err              error
	Duration         time.Duration
	Wait             time.Duration // before the next attempt, 0 when there is none
}

// CallDone describes one finished call to a hook.
type CallDone struct {
	Op, Method, Path string
	Attempts, Status int
	Err              error
	Duration         time.Duration
}

// report tells hook and log about the finished attempt: a warning when it is repeated, else for debugging only.
func (x *exchange) report(failed *Error) {
	a := Attempt{
		Op: x.call.Op, Method: x.call.Method, Path: x.path, Number: x.attempt, Status: x.status,
		Duration: time.Since(x.sent), Wait: x.wait,
	}
	level, message := slog.LevelDebug, "request"
	attrs := []slog.Attr{
		slog.String("op", a.Op), slog.String("method", a.Method), slog.String("path", a.Path),
		slog.Int("attempt", a.Number), slog.Int("status", a.Status), slog.Duration("duration", a.Duration),
	}
	if failed != nil {
		a.Err = failed
		attrs = append(attrs, slog.Any("error", a.Err))
		if x.again {
			level, message = slog.LevelWarn, "request will be repeated"
			attrs = append(attrs, slog.Duration("wait", a.Wait))
		}
	}
	x.c.cfg.Logger.LogAttrs(x.request.Context(), level, message, attrs...)
	if x.c.cfg.OnAttempt != nil {
		x.c.cfg.OnAttempt(a)
	}
}
