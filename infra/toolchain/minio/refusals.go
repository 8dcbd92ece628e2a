// Requests that are refused for their kind, before any handler sees them. edits.yaml says where this is called and
// docs/security.md lists the advisories. Refusing what nobody needs here is easier to get right than repairing it.

package cmd

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	xhttp "github.com/minio/minio/internal/http"
)

// refused answers a request that is refused for its kind and reports whether it did.
func refused(w http.ResponseWriter, r *http.Request, aType authType) bool {
	answer := refusal(r, aType)
	if answer == nil {
		return false
	}
	atomic.AddUint64(&globalHTTPStats.rejectedRequestsAuth, 1)
	writeErrorResponse(r.Context(), w, *answer, r.URL)
	return true
}

func refusal(r *http.Request, aType authType) *APIError {
	switch {
	case hasName(r.Header, isSnowballName):
		// CVE-2026-40344: the archive's signature is not verified.
		return notServed("archives to unpack (snowball)")
	case r.Form.Has("select") || r.Form.Has("select-type"):
		// CVE-2026-39414: one long record takes all memory.
		return notServed("S3 Select")
	case hasName(r.Header, isReplicationName) || hasName(r.Form, isReplicationName):
		// CVE-2026-34204, SN-2026-007, SN-2026-008: taken for internal metadata, whoever sends them.
		return notServed("replication")
	case hasName(r.Header, isClientKeyName):
		// SN-2026-006, SN-2026-007: any key opens an object without content, and every object's attributes.
		return notServed("encryption with keys of clients (SSE-C)")
	case r.Header.Get(xhttp.AmzObjectLockBypassGovernance) != "":
		// SN-2026-015: whoever has an account locks or unlocks any version with it, whatever its policy says.
		return notServed("locks that can be bypassed (governance)")
	case r.Header.Get(xhttp.MinIOForceDelete) != "":
		// All versions below a name go at once, for who may only put a marker on one.
		return notServed("deletion of all versions at once (force)")
	case isFederatedSTS(r, aType):
		// CVE-2026-33322, CVE-2026-33419: accounts of other systems, which this server has none of.
		return notServed("temporary credentials for accounts of other systems")
	}
	code := signatureRefusal(r, aType)
	if code == ErrNone {
		return nil
	}
	answer := errorCodes.ToAPIErr(code)
	return &answer
}

func notServed(what string) *APIError {
	return &APIError{
		Code:           "InvalidRequest",
		Description:    "This object store does not serve " + what + ".",
		HTTPStatusCode: http.StatusBadRequest,
	}
}

// signatureRefusal looks at what a signature covers; whether it is right is for the handlers to verify.
func signatureRefusal(r *http.Request, aType authType) APIErrorCode {
	switch aType {
	case authTypeStreamingUnsignedTrailer:
		// CVE-2026-41145: handlers verify the signature of these in the Authorization header alone.
		if !isRequestSignatureV4(r) || isRequestPresignedSignatureV4(r) {
			return ErrAccessDenied
		}
		// Nothing else bounds how long one that was recorded can be sent again.
		date, code := parseAmzDateHeader(r)
		if code != ErrNone {
			return code
		}
		if UTCNow().Sub(date).Abs() > globalMaxSkewTime {
			return ErrRequestTimeTooSkewed
		}
		return unsignedHeader(r, headerSignedNames(r))
	case authTypeSigned, authTypeStreamingSigned, authTypeStreamingSignedTrailer:
		return unsignedHeader(r, headerSignedNames(r))
	case authTypePresigned:
		// SN-2026-012: a digest in the header alone is signed and not compared with the content.
		if digest := r.Header.Get(xhttp.AmzContentSha256); digest != "" && digest != unsignedPayload &&
			digest != r.Form.Get(xhttp.AmzContentSha256) {
			return ErrContentSHA256Mismatch
		}
		return unsignedHeader(r, strings.Split(r.Form.Get(xhttp.AmzSignedHeaders), ";"))
	}
	return ErrNone
}

// unsignedHeader refuses an x-amz header that the signature does not cover (SN-2026-011): with x-amz-copy-source the
// holder of one presigned upload reads whatever its signer may. The digest of the content is part of every signature.
func unsignedHeader(r *http.Request, signed []string) APIErrorCode {
	for name := range r.Header {
		if stringsHasPrefixFold(name, "X-Amz-") && !strings.EqualFold(name, xhttp.AmzContentSha256) &&
			!slices.ContainsFunc(signed, func(one string) bool { return strings.EqualFold(one, name) }) {
			return ErrUnsignedHeaders
		}
	}
	return ErrNone
}

// headerSignedNames returns the names that the Authorization header says its signature covers.
func headerSignedNames(r *http.Request) []string {
	_, rest, _ := strings.Cut(r.Header.Get(xhttp.Authorization), "SignedHeaders=")
	names, _, _ := strings.Cut(rest, ",")
	return strings.Split(strings.TrimSpace(names), ";")
}

// isFederatedSTS reports whether a request would be routed to one of the STS calls other than AssumeRole, which wants
// a signature and which the console signs in with.
func isFederatedSTS(r *http.Request, aType authType) bool {
	if r.Method != http.MethodPost {
		return false
	}
	form := stringsHasPrefixFold(r.Header.Get(xhttp.ContentType), "application/x-www-form-urlencoded")
	return r.Form.Has(xhttp.Action) || (form && r.URL.RawQuery == "" && aType != authTypeSigned)
}

func isSnowballName(name string) bool {
	return strings.EqualFold(name, xhttp.AmzSnowballExtract)
}

func isReplicationName(name string) bool {
	return strings.EqualFold(name, xhttp.AmzBucketReplicationStatus) ||
		strings.EqualFold(name, xhttp.MinIOCheckDMReplicationReady) ||
		stringsHasPrefixFold(name, "X-Minio-Replication-") ||
		stringsHasPrefixFold(name, "X-Minio-Source-") ||
		stringsHasPrefixFold(name, ReservedMetadataPrefix)
}

func isClientKeyName(name string) bool {
	return stringsHasPrefixFold(name, xhttp.AmzServerSideEncryption+"-Customer-") ||
		stringsHasPrefixFold(name, "X-Amz-Copy-Source-Server-Side-Encryption-Customer-")
}

func hasName(values map[string][]string, wanted func(string) bool) bool {
	for name := range values {
		if wanted(name) {
			return true
		}
	}
	return false
}

// withoutSharedDownloads is the console without its anonymous download of shared objects (SN-2026-014), which has the
// server fetch an address that the visitor gives.
func withoutSharedDownloads(console http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/download-shared-object") {
			http.NotFound(w, r)
			return
		}
		console.ServeHTTP(w, r)
	})
}
