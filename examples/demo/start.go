package demo

import (
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos/sophostest"
)

// Start serves both on loopback and returns the environment variables that name them, as package env lists them. They
// have the servers' credentials and no rate limits.
func Start(central *sophostest.Server, psa *connectwisetest.Server) (map[string]string, error) {
	sophosURL, err := central.Start()
	if err != nil {
		return nil, err
	}
	psaURL, err := psa.Start()
	if err != nil {
		return nil, err
	}
	login := psa.Options()
	return map[string]string{
		"SOPHOS_CLIENT_ID": sophostest.DefaultClientID, "SOPHOS_CLIENT_SECRET": sophostest.DefaultClientSecret,
		"SOPHOS_ID_URL": sophosURL, "SOPHOS_API_URL": sophosURL, "SOPHOS_LIMITS": "none",
		"CONNECTWISE_URL": psaURL, "CONNECTWISE_COMPANY": login.Company, "CONNECTWISE_PUBLIC_KEY": login.PublicKey,
		"CONNECTWISE_PRIVATE_KEY": login.PrivateKey, "CONNECTWISE_CLIENT_ID": login.ClientID, "CONNECTWISE_LIMITS": "none",
		"CONNECTWISE_MEMBER": login.Member,
	}, nil
}
