package sophos

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

// longestLife bounds a token's life in seconds; the service says 3600.
const longestLife = 24 * 60 * 60

// tokenFetch returns the function that gets a token with the client credentials in the form body [spec].
func tokenFetch(id *transport.Client, clientID string, secret Secret) func(context.Context) (transport.Token, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "scope": {"token"}, "client_id": {clientID}, "client_secret": {secret.Reveal()},
	}
	body := []byte(form.Encode())
	return func(ctx context.Context) (transport.Token, error) {
		var answer tokenAnswer
		call, err := operation(opToken).call(nil) // of class replay: a second token does no harm
		if err != nil {
			return transport.Token{}, err
		}
		call.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		call.Body = body
		call.Decode = func(h http.Header, r io.Reader) error {
			if err := decodeInto(&answer)(h, r); err != nil {
				return err
			}
			if answer.AccessToken == "" || answer.ExpiresIn <= 0 {
				return errors.New("the token answer lacks access_token or expires_in")
			}
			return nil
		}
		if err := id.Do(ctx, call); err != nil {
			return transport.Token{}, credentialError(apiError(err, call))
		}
		life := time.Duration(min(answer.ExpiresIn, longestLife)) * time.Second
		return transport.Token{Value: answer.AccessToken, Expiry: time.Now().Add(life)}, nil
	}
}

// tokenAnswer holds the only two members to rely on; errorCode is "success" in a good answer.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

// credentialError marks the refusal of a credential in the token service's own words.
func credentialError(err error) error {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.Code == "" || e.Status != http.StatusBadRequest && e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden {
		return err
	}
	marked := *e // the hooks have seen e
	marked.Err = ErrCredential
	if e.Err != nil {
		marked.Err = fmt.Errorf("%w: %w", ErrCredential, e.Err)
	}
	return &marked
}

// tokenErrors returns the function that reads the token service's own error body, or the one of RFC 6749 that some
// clients have met. A message that repeats the request loses the credential.
func tokenErrors(clientID string, secret Secret) func(http.Header, []byte) transport.VendorError {
	var hide []string
	for _, plain := range []string{secret.Reveal(), clientID} {
		hide = append(hide, plain, secret.String(), url.QueryEscape(plain), secret.String())
	}
	scrub := strings.NewReplacer(hide...)
	return func(_ http.Header, body []byte) transport.VendorError {
		var e struct {
			ErrorCode   string `json:"errorCode"`
			Message     string `json:"message"`
			TrackingID  string `json:"trackingId"`
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		_ = json.Unmarshal(body, &e) // see classifyError
		if e.ErrorCode == "" && e.Error == "" {
			return transport.VendorError{Message: scrub.Replace(string(body))}
		}
		return transport.VendorError{
			Parsed: true, Code: scrub.Replace(cmp.Or(e.ErrorCode, e.Error)), RequestID: scrub.Replace(e.TrackingID),
			Message: scrub.Replace(cmp.Or(e.Message, e.Description)),
		}
	}
}
