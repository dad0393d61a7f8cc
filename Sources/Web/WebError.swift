/// Why bytes are not the HTTP or the WebSocket handshake that was due; one sentence for a person.
package struct WebError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    /// The HTTP status that a server answers with; 400 unless a better one exists.
    package let status: Int

    package init(_ message: String, status: Int = 400) {
        self.message = message
        self.status = status
    }

    package var description: String { message }
}
