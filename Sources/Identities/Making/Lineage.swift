package import Crypto

/// The authorities that a set is signed by: the one that issues, and its root where its key is
/// known.
package struct Lineage: Sendable {
    package let issuing: Authority
    /// The topmost authority; nil where only its certificate is at hand.
    package let root: Authority?

    package init(issuing: Authority, root: Authority?) {
        self.issuing = issuing
        self.root = root
    }

    /// A new root and an intermediate under it, or an intermediate under a root that there is.
    ///
    /// - Parameters:
    ///   - name: what their common names begin with.
    ///   - range: seconds since 1970.
    package init(
        named name: String = "gale", under root: Authority? = nil, validFor range: Range<Int64>
    ) throws(IdentityError) {
        self = try IdentityError.rethrowing { () throws(CryptoError) in
            let root =
                if let root { root } else {
                    try Authority.root(named: "\(name) root", validFor: range)
                }
            return Lineage(
                issuing: try root.intermediate(named: "\(name) intermediate", validFor: range),
                root: root)
        }
    }
}
