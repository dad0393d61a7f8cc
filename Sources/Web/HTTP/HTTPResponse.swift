/// An HTTP/1.1 response, whole.
package struct HTTPResponse: Equatable, Sendable {
    /// What stands before the body.
    package struct Head: Equatable, Sendable {
        package var status: Int
        package var reason: String
        package var fields: [HTTPField]
        /// 1 for HTTP/1.1, 0 for HTTP/1.0.
        package var minorVersion: Int

        package init(
            status: Int, reason: String? = nil, fields: [HTTPField] = [], minorVersion: Int = 1
        ) {
            self.status = status
            self.reason = reason ?? HTTPResponse.reason(status)
            self.fields = fields
            self.minorVersion = minorVersion
        }

        /// Whether the connection may carry another request (RFC 9112 §9.3).
        package var keepsAlive: Bool { fields.keepsAlive(minorVersion: minorVersion) }

        /// Whether such a response never has a body (RFC 9112 §6.3).
        var isBodiless: Bool { status < 200 || status == 204 || status == 304 }
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

    /// An answer of a few words, for a person who calls with a browser or a script.
    package init(status: Int, text: String, fields: [HTTPField] = []) {
        self.init(
            head: Head(
                status: status,
                fields: [HTTPField("content-type", "text/plain; charset=utf-8")] + fields),
            body: Array((text + "\n").utf8))
    }

    /// Appends the response to `output`, and returns how many of the bytes were not body.
    ///
    /// `content-length` is added where the status has a body and no length is stated. A line break
    /// in a field becomes a space, so that no value can forge a field.
    @discardableResult
    package func write(into output: inout [UInt8]) -> Int {
        let start = output.count
        output.append(line: "HTTP/1.\(head.minorVersion)", String(head.status), head.reason)
        output.append(fields: head.fields)
        if !head.isBodiless, head.fields["content-length"] == nil,
            head.fields["transfer-encoding"] == nil
        {
            output.append(fields: [HTTPField("content-length", String(body.count))])
        }
        output.append(Bytes.cr)
        output.append(Bytes.lf)
        let size = output.count - start
        if !head.isBodiless { output.append(contentsOf: body) }
        return size
    }

    /// The usual words for a status (RFC 9110 §15); empty for one that is not listed here.
    package static func reason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
