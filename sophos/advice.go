package sophos

import (
	"net/http"
	"strings"
)

// Advice says what to do about a mistake of set-up; it is empty for everything else.
func (e *APIError) Advice() string {
	switch {
	case e.Op == opToken:
		return e.tokenAdvice()
	case strings.Contains(e.Message, "Unable to identify proxy for host"): // [client code]
		return "this API is on the global host only: set Config.APIURL to " + DefaultAPIURL
	}
	switch e.Status {
	case http.StatusUnauthorized:
		return "the service refused a new token as well: the API credential may have been deleted or be another account's"
	case http.StatusForbidden:
		return e.forbiddenAdvice()
	case http.StatusNotFound:
		if e.Code == "" {
			return "this was not answered by the API: check Config.APIURL"
		}
	}
	return ""
}

// tokenAdvice explains the codes of the token service: the first two are [official docs] and [client code], the others
// [client code], unverified.
func (e *APIError) tokenAdvice() string {
	if e.Status < 400 || e.Status >= 500 || e.Status == http.StatusTooManyRequests {
		return ""
	}
	switch e.Code {
	case "":
		return "this was not answered by the token service: check Config.IDURL"
	case "oauth.invalid_client_secret":
		return "the client secret is not the one of this client id: check Config.ClientSecret, or make a new API credential in " +
			madeIn(IDPartner)
	case "oauth.client_app_does_not_exist", "oauth.invalid_client_id":
		return "no API credential has this client id: check Config.ClientID; it may have been deleted or have expired"
	case "oauth.client_disabled":
		return "the API credential is disabled: it may have expired; make a new one in " + madeIn(IDPartner)
	case "customer.validation":
		return "the client id or the client secret is not in the right form: copy both whole"
	default:
		return "check the client id and the client secret of the API credential in " + madeIn(IDPartner)
	}
}

// forbiddenAdvice: the reasons are [official docs], which role it takes is not [unverified].
func (e *APIError) forbiddenAdvice() string {
	switch e.Op {
	case opLicenses, opRegion:
		return "the credential may not see this tenant: another partner manages it, or it is on trial, or has fixed-term " +
			"licences without Partner Assistance"
	default:
		return "the credential's role does not allow this: make one with a role that does in " + madeIn(IDPartner)
	}
}
