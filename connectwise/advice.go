package connectwise

import (
	"net/http"
	"strings"
)

// Advice says what to do about the set-up mistakes that the ConnectWise guides and integrators describe; it is empty
// for everything else.
func (e *APIError) Advice() string {
	switch {
	case e.Status < 400:
		return ""
	case strings.Contains(e.Message, "SSL is required"):
		return "cloud sites want https and the api- host, such as api-na.myconnectwise.net, in Config.BaseURL"
	case e.Status <= http.StatusForbidden && strings.Contains(strings.ToLower(e.Message), "clientid"):
		return "set Config.ClientID to your integration's id from developer.connectwise.com"
	case strings.Contains(e.Message, "Check your accept header"):
		return "the server's model has no such member: set Config.Version to a release that has it"
	case e.Status == http.StatusUnauthorized:
		return "check Company, PublicKey and PrivateKey: the keys of an API member of exactly this company"
	case e.Status == http.StatusForbidden:
		return "the API member's security role needs " + neededRight(e.Path)
	case e.Status == http.StatusNotFound && e.namesRecord():
		return ""
	case e.Status == http.StatusNotFound && strings.Contains(e.Path, "/"+apiSuffix) && !strings.Contains(e.Path, "/"+anyCodebase):
		return "the site may have another code base by now: use v4_6_release in Config.BaseURL, or Discover; if that is right, check Company and the keys"
	case e.Status == http.StatusNotFound:
		return "cloud sites also answer 404 to a wrong company or key: check Config.BaseURL up to /v4_6_release/apis/3.0, Company and the keys"
	}
	return ""
}

// neededRight names the row of System > Security Roles [forum: Commvault, Sophos, N-able].
func neededRight(path string) string {
	switch {
	case strings.Contains(path, "/company/"):
		return "Companies > Company Maintenance: Inquire All"
	case strings.Contains(path, "/finance/agreements"):
		return "Finance > Agreements: Inquire All, and Add and Edit All to write additions"
	case strings.Contains(path, "/procurement/catalog"):
		return "Procurement > Product Catalog: Inquire All, and Add and Edit All to write items"
	default:
		return "System > Table Setup: Inquire All"
	}
}

// namesRecord reports whether a 404 is ConnectWise's own word on a record: a part of the path is an id.
func (e *APIError) namesRecord() bool {
	if e.Code == "" {
		return false
	}
	for part := range strings.SplitSeq(e.Path, "/") {
		if isDigits(part) {
			return true
		}
	}
	return false
}
