extension SigV4 {
    /// Why a signed request is not let in.
    package enum Refusal: Error, Hashable, Sendable {
        /// A parameter, or a field that is said to be signed, is not there.
        case missing(String)
        case malformed(String)
        case unknownKey(String)
        /// Region, service or terminator of the credential, or its day, is another.
        case scope(part: String, got: String, wanted: String)
        /// How far the signer's clock lies ahead, in seconds; below zero it lies behind, or the
        /// request is as old as that.
        case skew(seconds: Int64, tolerance: Int64)
        /// How long ago the request's own expiry was, in seconds.
        case expired(seconds: Int64)
        case tampered
    }
}

extension SigV4.Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let name): "the signed request lacks \(printable(name))"
        case .malformed(let what): "the signed request has a wrong form: \(what)"
        case .unknownKey(let name): "the access key \(printable(name, limit: 64)) is not known here"
        case .scope(let part, let got, let wanted):
            "the request is signed for the \(part) “\(printable(got, limit: 64))”; here it is "
                + "“\(wanted)”"
        case .skew(let seconds, let tolerance) where seconds > 0:
            "the signer's clock is \(seconds) s ahead; \(tolerance) s are let through"
        case .skew(let seconds, let tolerance):
            "the signer's clock is \(seconds.magnitude) s behind, or the request that old; "
                + "\(tolerance) s are let through"
        case .expired(let seconds): "the signed request expired \(seconds) s ago"
        case .tampered:
            "the signature is not that of this request: it was changed, or signed with another "
                + "secret or for another host"
        }
    }

    /// 400 for what is no signature at all, 403 for one that is refused.
    package var status: Int {
        switch self {
        case .malformed: 400
        default: 403
        }
    }
}
