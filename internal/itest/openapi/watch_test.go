package openapi_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/internal/itest/openapi"
)

// next answers what it is told to.
type next struct {
	status int
	body   io.Reader
	err    error
	sent   string
}

func (n *next) RoundTrip(r *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(r.Body)
	n.sent = string(b)
	if err = errors.Join(err, n.err); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: n.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(n.body)}, nil
}

func TestWatchChangesNothing(t *testing.T) {
	const path, patch = connectwisetest.BasePath + additions + "/1", `[{"op":"replace","path":"quantity","value":0}]`
	cut := errors.New("cut off")
	for name, c := range map[string]struct {
		next            next
		body, readError string
		answers         int
		violations      []string
	}{
		"valid":         {next{status: 200, body: strings.NewReader(`{"id":1}`)}, `{"id":1}`, "", 1, nil},
		"invalid":       {next{status: 200, body: strings.NewReader(`{"id":"1"}`)}, `{"id":"1"}`, "", 1, []string{"answer 200 to PATCH " + path}},
		"cut off":       {next{status: 200, body: io.MultiReader(strings.NewReader(`{"i`), failing{cut})}, `{"i`, "cut off", 0, nil},
		"not even that": {next{err: cut}, "", "", 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			n := c.next
			watch := rules(t).Watch(&n)
			response, err := watch.RoundTrip(request(t, "PATCH", path, patch))
			if !errors.Is(err, c.next.err) || n.sent != patch {
				t.Fatalf("sent %s: %v", n.sent, err)
			}
			if err == nil {
				got, err := io.ReadAll(response.Body)
				response.Body.Close()
				if string(got) != c.body || (err == nil) != (c.readError == "") || err != nil && err.Error() != c.readError {
					t.Errorf("read %s, %v", got, err)
				}
			}
			report := watch.Report()
			if report.Requests != 1 || report.Answers != c.answers || report.Seen["PATCH /finance/agreements/{parentId}/additions/{id}"] != 1 {
				t.Errorf("report: %+v", report)
			}
			expectWhat(t, report, c.violations)
		})
	}
}

func TestWatchReportsRequests(t *testing.T) {
	n := next{status: 404, body: strings.NewReader(`{"code":"NotFound","message":"m"}`)}
	watch := rules(t).Watch(&n)
	response, err := watch.RoundTrip(request(t, "GET", connectwisetest.BasePath+"/finance/additions", ""))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	expectWhat(t, watch.Report(), []string{"GET " + connectwisetest.BasePath + "/finance/additions"})
}

func expectWhat(t *testing.T, report openapi.Report, want []string) {
	t.Helper()
	if len(report.Violations) != len(want) {
		t.Fatalf("violations %v, want %v", report.Violations, want)
	}
	for i, v := range report.Violations {
		if v.What != want[i] || v.Err == nil {
			t.Errorf("violation %v, want of %s", v, want[i])
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
