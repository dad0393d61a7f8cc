/// One line of an HTTP head: a name, whose case does not matter, and a value.
package struct HTTPField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// A field that a person wrote, in a scenario or on the command line.
    ///
    /// - Throws: ``WebError`` for a name that is no token and for a value with control characters.
    package init(checking name: String, _ value: String) throws(WebError) {
        guard !name.isEmpty, name.utf8.allSatisfy(Bytes.isToken) else {
            throw WebError("“\(printable(name))” is no name of an HTTP header field")
        }
        guard value.utf8.allSatisfy(Bytes.isFieldText) else {
            throw WebError("the HTTP header field \(name) holds a control character")
        }
        self.init(name, value)
    }
}

extension [HTTPField] {
    /// The value of the first field called `name`, in whatever case.
    package subscript(_ name: String) -> String? {
        first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The values of every field called `name`.
    package func all(_ name: String) -> [String] {
        filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    package func holds(_ name: String) -> Bool {
        contains { $0.name.equalsIgnoringCase(name) }
    }

    /// The members of the comma-separated lists called `name`, over all its lines, in lower case.
    package func tokens(_ name: String) -> [String] {
        guard holds(name) else { return [] }
        return all(name).flatMap { $0.parts(at: ",") }
            .map { $0.trimmed.lowercased() }.filter { !$0.isEmpty }
    }
}
