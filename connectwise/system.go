package connectwise

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

// SystemInfo describes the server.
type SystemInfo struct {
	Version        string `json:"version"` // like "v2026.4.12345" [inferred]
	IsCloud        bool   `json:"isCloud"`
	ServerTimeZone string `json:"serverTimeZone"`
	CloudRegion    string `json:"cloudRegion"`

	LicenseBits               []LicenseBit `json:"licenseBits"`
	MaxWorkFlowRecordsAllowed int          `json:"maxWorkFlowRecordsAllowed"`
}

// LicenseBit is a part of the product that the site may or may not use.
type LicenseBit struct {
	Name       string `json:"name"`
	ActiveFlag bool   `json:"activeFlag"`
}

// SystemInfo reads what server this is. Some sites answer it without checking the keys [client code]: to test access,
// count the agreements too.
func (c *Client) SystemInfo(ctx context.Context) (SystemInfo, error) {
	var info SystemInfo
	err := c.do(ctx, transport.Call{
		Op: opSystemInfo, Class: transport.Read, Method: http.MethodGet, Path: pathSystemInfo,
		Decode: func(_ http.Header, body io.Reader) error {
			info = SystemInfo{}
			return c.decode(body, &info)
		},
	})
	if err != nil {
		return SystemInfo{}, err
	}
	return info, nil
}

// CompanyInfo is how a site introduces the partner's own company.
type CompanyInfo struct {
	CompanyName   string
	CompanyID     string
	Codebase      string // e.g. "v2026_1/"; "v4_6_release/" always works as well
	VersionCode   string
	VersionNumber string
	IsCloud       bool
}

// UnmarshalJSON reads IsCloud as a boolean and as a string: both occur [official docs][client code].
func (i *CompanyInfo) UnmarshalJSON(text []byte) error {
	type plain CompanyInfo
	wire := struct {
		*plain
		IsCloud any
	}{plain: (*plain)(i)}
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	i.IsCloud = strings.EqualFold(fmt.Sprint(wire.IsCloud), "true")
	return nil
}

// CompanyInfo asks a site, such as "https://na.myconnectwise.net", about Config.Company; without a site, the host of
// BaseURL. It needs no keys and sends none, so it tells a wrong company ([ErrUnknownCompany]) from wrong keys.
func (c *Client) CompanyInfo(ctx context.Context, site string) (CompanyInfo, error) {
	base := c.base.Load()
	root := &url.URL{Scheme: base.Scheme, Host: base.Host}
	if site != "" {
		var err error
		if root, err = transport.CheckURL(site); err != nil {
			return CompanyInfo{}, notASite()
		}
	}
	var info *CompanyInfo
	err := c.open.Do(ctx, transport.Call{
		Op: opCompanyInfo, Class: transport.Read, Method: http.MethodGet,
		Root: root, Path: pathCompanyInfo + url.PathEscape(c.company),
		Header: http.Header{"Accept": {"application/json"}},
		Decode: func(_ http.Header, body io.Reader) error {
			info = nil
			return c.decode(body, &info)
		},
	})
	switch {
	case err != nil:
		return CompanyInfo{}, public(err)
	case info == nil:
		return CompanyInfo{}, fmt.Errorf("%s: %w", opCompanyInfo, ErrUnknownCompany) // the site says null
	}
	return *info, nil
}
