/// An HTTP/1.1 request, whole.
package struct HTTPRequest: Equatable, Sendable {
    /// What stands before the body.
    package struct Head: Equatable, Sendable {
        package var method: String
        /// The request target as it was written: path, and query if there is one.
        package var target: String
        package var fields: [HTTPField]
        /// 1 for HTTP/1.1, 0 for HTTP/1.0.
        package var minorVersion: Int

        package init(
            method: String, target: String, fields: [HTTPField] = [], minorVersion: Int = 1
        ) {
            self.method = method
            self.target = target
            self.fields = fields
            self.minorVersion = minorVersion
        }

        /// The target up to its question mark.
        package var path: Substring { target.cut(at: "?").before }

        /// What follows the question mark; nil without one.
        package var query: Substring? { target.cut(at: "?").behind }

        /// Whether the connection may carry another request (RFC 9112 §9.3).
        package var keepsAlive: Bool { fields.keepsAlive(minorVersion: minorVersion) }
    }

    package var head: Head
    package var body: [UInt8]
    /// Fields that followed a chunked body.
    package var trailers: [HTTPField]

    package init(head: Head, body: [UInt8] = [], trailers: [HTTPField] = []) {
        self.head = head
        self.body = body
        self.trailers = trailers
    }

    /// Appends the request to `output`, and returns how many of the bytes were not body.
    ///
    /// `content-length` is added to a request with a body that states no length. A line break in
    /// a field becomes a space, so that no value can forge a field.
    @discardableResult
    package func write(into output: inout [UInt8]) -> Int {
        let start = output.count
        output.append(line: head.method, head.target, "HTTP/1.\(head.minorVersion)")
        output.append(fields: head.fields)
        if !body.isEmpty, head.fields["content-length"] == nil,
            head.fields["transfer-encoding"] == nil
        {
            output.append(fields: [HTTPField("content-length", String(body.count))])
        }
        output.append(Bytes.cr)
        output.append(Bytes.lf)
        let size = output.count - start
        output.append(contentsOf: body)
        return size
    }
}

extension [HTTPField] {
    /// Whether these fields leave the connection open (RFC 9112 §9.3).
    func keepsAlive(minorVersion: Int) -> Bool {
        let options = tokens("connection")
        if options.contains("close") { return false }
        return minorVersion >= 1 || options.contains("keep-alive")
    }
}

extension [UInt8] {
    /// Appends three words and the end of the line.
    mutating func append(line first: String, _ second: String, _ third: String) {
        append(text: first)
        append(Bytes.space)
        append(text: second)
        append(Bytes.space)
        append(text: third)
        append(Bytes.cr)
        append(Bytes.lf)
    }

    mutating func append(fields: [HTTPField]) {
        for field in fields {
            append(text: field.name)
            append(UInt8(ascii: ":"))
            append(Bytes.space)
            append(text: field.value)
            append(Bytes.cr)
            append(Bytes.lf)
        }
    }

    /// Appends text with a space for every line break or NUL.
    mutating func append(text: String) {
        for byte in text.utf8 {
            append(byte == Bytes.cr || byte == Bytes.lf || byte == 0 ? Bytes.space : byte)
        }
    }
}
