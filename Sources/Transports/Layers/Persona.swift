package import Crypto
package import Web

/// What one client shows of itself when it opens a link, where that is more than its endpoint says.
package struct Persona: Sendable {
    package var tls: TLSPersona
    /// What HTTP asks for in place of the endpoint's path: a signed one, say.
    package var path: String?
    /// What HTTP says besides what it must: tokens, signatures.
    package var fields: [HTTPField]

    package init(
        tls: TLSPersona = TLSPersona(), path: String? = nil, fields: [HTTPField] = []
    ) {
        self.tls = tls
        self.path = path
        self.fields = fields
    }
}
