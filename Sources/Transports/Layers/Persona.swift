package import Crypto
package import Web

/// What one client shows of itself when it opens a link, where that is more than its endpoint says.
package struct Persona: Sendable {
    package var tls: TLSPersona
    /// What a WebSocket is asked for at, in place of the endpoint's path.
    package var path: String?
    /// What HTTP says besides what it must: tokens, say.
    package var fields: [HTTPField]
    /// Nil where requests are not signed.
    package var signing: Signing?

    package init(
        tls: TLSPersona = TLSPersona(), path: String? = nil, fields: [HTTPField] = [],
        signing: Signing? = nil
    ) {
        self.tls = tls
        self.path = path
        self.fields = fields
        self.signing = signing
    }
}
