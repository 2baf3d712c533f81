package transport

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"time"
)

// drained is how much of a decoded body's rest is read, so that the connection can be used again.
const drained = 64 << 10

// receive reads one answer and closes it. It runs inside the retry loop, so that a body cut off on the way counts
// as a failed attempt.
func (x *exchange) receive(resp *http.Response) error {
	defer resp.Body.Close()
	x.status = resp.StatusCode
	if resp.StatusCode/100 != 2 {
		return x.refused(resp)
	}
	if err := x.decode(resp); err != nil {
		return err
	}
	x.report(nil)
	return nil
}

// decode hands a 2xx body to the caller. Its error is a *failure; the text never holds the body.
func (x *exchange) decode(resp *http.Response) error {
	body := &capped{r: resp.Body, left: x.c.cfg.MaxBody}
	var err error
	if x.call.Decode == nil {
		_, err = io.Copy(io.Discard, body)
	} else {
		err = x.call.Decode(resp.Header, body)
	}
	switch {
	case err == nil:
		_, _ = io.CopyN(io.Discard, body, drained)
		return nil
	case errors.Is(body.err, ErrTooLarge):
		return x.failed(unreadable, ErrTooLarge)
	case body.err != nil:
		return x.failed(broken, ErrBody, redact(body.err))
	case resp.ContentLength < 0 && (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)):
		return x.failed(broken, ErrBody, err) // without a length only the decoder can notice a cut
	default:
		return x.failed(unreadable, ErrBody, redact(err))
	}
}

// refused reads an answer other than 2xx.
func (x *exchange) refused(resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, x.c.cfg.MaxErrorBody))
	var vendor VendorError
	if x.c.cfg.Classify != nil {
		vendor = x.c.cfg.Classify(resp.Header, body)
	}
	f := x.failed(answered, sentinel(resp.StatusCode), redact(err))
	f.parsed = vendor.Parsed
	f.err.Code = clean(vendor.Code)
	f.err.Message = clean(vendor.Message)
	if !vendor.Parsed {
		f.err.Message = clean(cmp.Or(vendor.Message, string(body)))
	}
	f.err.Details = cleanDetails(vendor.Details)
	f.err.RequestID = clean(vendor.RequestID)
	if x.c.cfg.RequestID != nil && f.err.RequestID == "" {
		f.err.RequestID = clean(x.c.cfg.RequestID(resp.Header))
	}
	f.err.RetryAfter, _ = ParseRetryAfter(resp.Header, time.Now())
	return f
}

// capped reads at most left bytes and remembers why reading ended, unless that was the end of the body.
type capped struct {
	r    io.Reader
	left int64
	err  error
}

func (c *capped) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p))-1 > c.left {
		p = p[:c.left+1] // one more than allowed tells the end from an overrun
	}
	n, err := c.r.Read(p)
	if int64(n) > c.left {
		n, err = int(c.left), ErrTooLarge
	}
	c.left -= int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}
