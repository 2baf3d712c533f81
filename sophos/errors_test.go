package sophos_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// errorCase is one error answer of testdata/errors.json, and what it becomes.
type errorCase struct {
	Name, Path, Call, RetryAfter string
	Status, Times                int
	Body                         json.RawMessage // or
	Text                         string
	Want                         struct {
		Op, Code, Message, RequestID, Detail, Advice, RetryAfter string
		Attempts                                                 int
		Is, Not                                                  []string
	}
}

func sentinels() map[string]error {
	return map[string]error{
		"ErrCredential": sophos.ErrCredential, "ErrUnauthorized": sophos.ErrUnauthorized, "ErrForbidden": sophos.ErrForbidden,
		"ErrNotFound": sophos.ErrNotFound, "ErrRateLimited": sophos.ErrRateLimited,
	}
}

// TestEveryErrorShape holds every shape of error answer that public material shows to what callers get.
func TestEveryErrorShape(t *testing.T) {
	for _, tc := range load[[]errorCase](t, "errors.json") {
		t.Run(tc.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := world(sophos.IDPartner)
				defer s.Close()
				fault := sophostest.Fault{Path: tc.Path, Status: tc.Status, Times: tc.Times, Body: cmp.Or(string(tc.Body), tc.Text)}
				if tc.RetryAfter != "" {
					fault.Header = http.Header{"Retry-After": {tc.RetryAfter}}
				}
				s.Inject(fault)
				run := everyOperation()["sophos."+cmp.Or(tc.Call, "tenants.list")]
				err := run(t, clientOf(t, s))
				e, ok := errors.AsType[*sophos.APIError](err)
				if !ok {
					t.Fatalf("%T: %v", err, err)
				}
				detail := ""
				if len(e.Details) > 0 {
					detail = e.Details[0].Code
				}
				wait, _ := time.ParseDuration(cmp.Or(tc.Want.RetryAfter, "0"))
				if e.Op != tc.Want.Op || e.Status != tc.Status || e.Code != tc.Want.Code || e.Message != tc.Want.Message ||
					e.RequestID != tc.Want.RequestID || detail != tc.Want.Detail || e.RetryAfter != wait {
					t.Errorf("%+v", *e)
				}
				if want := max(tc.Want.Attempts, tc.Times, 1); e.Attempts != want {
					t.Errorf("%d attempts, want %d", e.Attempts, want)
				}
				for _, name := range tc.Want.Is {
					if !errors.Is(err, sentinels()[name]) {
						t.Errorf("is not %s: %v", name, err)
					}
				}
				for _, name := range tc.Want.Not {
					if errors.Is(err, sentinels()[name]) {
						t.Errorf("is %s: %v", name, err)
					}
				}
				advice := e.Advice()
				if (advice == "") != (tc.Want.Advice == "") || !strings.Contains(advice, tc.Want.Advice) || !strings.Contains(err.Error(), advice) {
					t.Errorf("advice %q", advice)
				}
				for name, part := range map[string]string{"operation": e.Op, "request id": e.RequestID, "message": e.Message} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("the text lacks the %s: %v", name, err)
					}
				}
			})
		})
	}
}

// A credential of the wrong kind is found before the call, and the error says which one is needed, and where it is made.
func TestWrongKindOfCredential(t *testing.T) {
	for owner, refused := range map[sophos.IDType]map[string]string{
		sophos.IDPartner:      {"sophos.organization.tenants.list": "Sophos Central Enterprise"},
		sophos.IDOrganization: {"sophos.billing.usage": "Sophos Central Partner", "sophos.tenants.get": "Sophos Central Partner"},
		sophos.IDTenant:       {"sophos.billing.usage": "Sophos Central Partner", "sophos.organization.tenants.get": "Sophos Central Enterprise"},
		"reseller":            {"sophos.firewalls.list": "Sophos Central Admin"},
	} {
		for op, where := range refused {
			s := world(owner)
			defer s.Close()
			err := everyOperation()[op](t, clientOf(t, s))
			e, ok := errors.AsType[*sophos.IdentityError](err)
			if !ok || !errors.Is(err, sophos.ErrIdentity) || e.Op != op || e.IDType != owner || !strings.Contains(err.Error(), where) {
				t.Errorf("%s as %s: %v", op, owner, err)
			}
			if partner := strings.Contains(where, "Partner") || owner == "reseller"; errors.Is(err, sophos.ErrNotPartner) != partner {
				t.Errorf("%s as %s: ErrNotPartner is %v", op, owner, !partner)
			}
			if n := len(s.Requests()); n != 2 {
				t.Errorf("%s as %s: %d requests, want the token and whoami", op, owner, n)
			}
		}
	}
}
