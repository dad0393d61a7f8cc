package import Base
package import MQTT
package import ReferenceBroker
import Web

/// Publishing by HTTP: requests in, messages for the broker out, and responses back in their order.
///
/// `POST /topics/{topic}?qos=0|1` with the payload as its body, in the manner of AWS IoT; the
/// response is the acknowledgement. Who posts is told by the transport (a client certificate), by
/// `authorization: Basic …`, or by `x-amz-customauthorizer-name` and the header that the authorizer
/// has for its token.
///
/// No socket is in sight: the owner gives bytes and sends what comes back.
///
/// - Cost: one copy of each body; between two requests a link holds no buffer.
package struct HTTPFront: Sendable {
    /// What a request asks for.
    package enum Errand: Sendable {
        /// Publish in the name of the poster, and answer with what became of it.
        case publish(Publish, by: Poster)
        /// Answer with a status and a sentence; nothing is to be published.
        case refuse(status: Int, String)
    }

    /// Bytes that the PUBLISH packet of a post may have, as of any other client.
    let packetLimit: Int
    let authorizers: [Authorizer]
    private var chance: SplitMix64

    /// Whether every request is told to come again later.
    package var isShuttingDown = false

    /// - Parameter seed: from which the trace ids of responses are made.
    package init(_ configuration: Configuration, seed: UInt64) {
        packetLimit = Int(configuration.maximumPacketSize)
        authorizers = configuration.authorizers
        chance = SplitMix64(seed: seed)
    }

    /// What to keep of a new connection.
    ///
    /// - Parameter principal: what the transport proved about the peer.
    package func opened(principal: Principal? = nil) -> HTTPLink {
        HTTPLink(principal: principal, reader: HTTPRequestReader(maximumBodyBytes: packetLimit))
    }

    /// Takes bytes of a connection, has the broker publish what is whole, and appends the answers
    /// to `output`.
    ///
    /// - Returns: whether the connection goes on; if not, it is to be closed once `output` is sent.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer, on link: inout HTTPLink, for broker: inout Broker,
        at now: Instant, into output: inout [UInt8], _ actions: inout [Broker.Action]
    ) -> Bool {
        var at = 0
        while at < bytes.count, !link.isOver {
            do throws(WebError) {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
                at += try link.reader.receive(rest)
                output += link.reader.takeContinue()
            } catch {
                link.isOver = true
                answer(error.status, error.message, keepsAlive: false).write(into: &output)
                break
            }
            guard let request = link.reader.take() else { continue }
            let response = respond(
                to: request, of: link.principal, for: &broker, at: now, &actions)
            link.isOver = !response.head.keepsAlive
            response.write(into: &output)
        }
        return !link.isOver
    }

    /// Says why no request is read any more; the connection is to be closed behind that.
    mutating func end(
        _ link: inout HTTPLink, _ status: Int, _ why: String, into output: inout [UInt8]
    ) {
        link.isOver = true
        answer(status, why, keepsAlive: false).write(into: &output)
    }

    private mutating func respond(
        to request: HTTPRequest, of principal: Principal?, for broker: inout Broker,
        at now: Instant, _ actions: inout [Broker.Action]
    ) -> HTTPResponse {
        let status: Int
        let text: String
        switch errand(of: request, from: principal) {
        case .publish(let publish, let poster):
            let outcome = broker.publish(publish, by: poster, at: now, into: &actions)
            status = outcome.status
            text = outcome.text
        case .refuse(let code, let why):
            status = code
            text = why
        }
        // Where a body may follow that was not announced, nothing after it can be told from it.
        let keepsAlive = request.head.keepsAlive && status != 411 && !isShuttingDown
        var response = answer(status, text, keepsAlive: keepsAlive)
        response.head.minorVersion = request.head.minorVersion
        if keepsAlive, request.head.minorVersion == 0 {
            response.head.fields.append(HTTPField("connection", "keep-alive"))
        }
        if request.head.method == "HEAD" { response.body = [] }
        return response
    }

    private mutating func answer(_ status: Int, _ text: String, keepsAlive: Bool) -> HTTPResponse {
        let body = JSON(["message": .string(text), "traceId": .string(traceID())])
        var fields = [HTTPField("content-type", "application/json")]
        switch status {
        case 401: fields.append(HTTPField("www-authenticate", "Basic realm=\"gale\""))
        case 405: fields.append(HTTPField("allow", "POST"))
        case 429, 503: fields.append(HTTPField("retry-after", "1"))
        default: break
        }
        if !keepsAlive { fields.append(HTTPField("connection", "close")) }
        return HTTPResponse(
            head: .init(status: status, fields: fields), body: Array(body.compact.utf8))
    }

    /// In the form of a UUID, without its version.
    private mutating func traceID() -> String {
        let digits = [chance.next(), chance.next()].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }
}

/// What an ``HTTPFront`` keeps of one connection.
package struct HTTPLink: Sendable {
    let principal: Principal?
    fileprivate(set) var reader: HTTPRequestReader
    /// Whether no further request is read.
    fileprivate(set) var isOver = false

    /// Whether a request was begun and has not come to its end, so that silence is a fault.
    package var isUnderWay: Bool { reader.isUnderWay }

    /// Whether the head of a request is whole and its body is not.
    var isWithinBody: Bool { reader.head != nil }
}
