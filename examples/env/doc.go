// Package env reads the configuration of the example programs from environment variables. The SDK itself never looks at
// the environment: this is the place to copy from when a program should.
//
//	SOPHOS_CLIENT_ID, SOPHOS_CLIENT_SECRET   partner API credential
//	SOPHOS_ID_URL, SOPHOS_API_URL            other hosts than Sophos's own
//	CONNECTWISE_URL                          up to and including /v4_6_release/apis/3.0
//	CONNECTWISE_COMPANY, CONNECTWISE_PUBLIC_KEY, CONNECTWISE_PRIVATE_KEY, CONNECTWISE_CLIENT_ID
//	                                         API member and integration id
//	SOPHOS_LIMITS, CONNECTWISE_LIMITS        such as 10/1s,100/1m,1000/1h; or none
package env
