extension SigV4 {
    /// The keys of one identity; neither printed nor dumped.
    package struct Key: Equatable, Sendable {
        /// Public: it stands in every signed request.
        package let accessKeyID: String
        let secretAccessKey: String
        /// Of keys that were lent for a few hours.
        let sessionToken: String?

        package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
            self.accessKeyID = accessKeyID
            self.secretAccessKey = secretAccessKey
            self.sessionToken = sessionToken
        }

        /// From `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
        ///
        /// Nil unless the first two are there and not empty.
        package init?(environment: [String: String]) {
            guard let name = environment["AWS_ACCESS_KEY_ID"], !name.isEmpty,
                let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty
            else { return nil }
            let token = environment["AWS_SESSION_TOKEN"] ?? ""
            self.init(
                accessKeyID: name, secretAccessKey: secret,
                sessionToken: token.isEmpty ? nil : token)
        }
    }
}

extension SigV4.Key: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "the keys of \(accessKeyID)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
