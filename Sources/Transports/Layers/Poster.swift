import Base
import MQTT
import Measures
import Web

/// A client of HTTP for an owner that speaks MQTT: each PUBLISH becomes a POST, and the response is
/// its acknowledgement.
///
/// What HTTP has no use for is answered here and never moves: CONNECT, PINGREQ and DISCONNECT, and
/// with a refusal SUBSCRIBE. The session is the client's own, so it is always there: what was not
/// acknowledged on one connection is posted again on the next.
///
/// One request is under way at a time, as in the common SDKs; the others wait.
struct Poster {
    /// A request that was sent and has no response yet, or is to be sent.
    private struct Post {
        let request: [UInt8]
        /// Nil for QoS 0, which nobody waits for.
        let packetID: UInt16?
    }

    private static let userAgent = "gale"
    private static let largestPacket = Frame.largest

    private let endpoint: Endpoint
    private let fields: [HTTPField]
    private let signing: Signing?
    /// How long the answer to a request may take.
    let patience: Duration
    private var writers: [Int: TopicPost.Writer] = [:]
    private var version = Version.v5
    private var responses = HTTPResponseReader()
    /// The first is under way once ``isSent``.
    private var posts: [Post] = []
    private var isSent = false
    /// Bytes of requests that wait.
    private(set) var keptCount = 0
    private(set) var ending: Closure?
    private(set) var answered = HTTPAnswers()
    /// Its owner was told to wait, and need not any more.
    private(set) var hasRelief = false

    init(
        to endpoint: Endpoint, fields: [HTTPField] = [], signing: Signing? = nil,
        patience: Duration
    ) {
        self.endpoint = endpoint
        self.fields = fields
        self.signing = signing
        self.patience = patience
    }

    /// Whether requests wait for their turn.
    var isBusy: Bool { keptCount > 0 }

    /// Whether a request is under way.
    var isWaiting: Bool { isSent }

    /// How a link ends whose answer never came; nil where none is due.
    var overdue: Closure? {
        guard isSent, ending == nil else { return nil }
        let milliseconds = patience.nanoseconds / 1_000_000
        let time = milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
        return .failed(
            LinkError(.timedOut, "\(endpoint.text) did not answer a POST within \(time)"))
    }

    mutating func takeRelief() -> Bool {
        defer { hasRelief = false }
        return hasRelief
    }

    /// Takes whole packets; the answers to those that never move are returned.
    mutating func take(
        _ packets: UnsafeRawBufferPointer, at now: Instant, ledger: inout ByteLedger
    ) -> [UInt8] {
        var answers = Writer()
        var at = 0
        while at < packets.count, ending == nil {
            do {
                guard
                    let frame = try Frame.first(in: packets, from: at, limit: Self.largestPacket)
                else { break }
                at = frame.end
                let packet = try Packet(frame, in: packets, version: version)
                take(packet, bytes: frame.count, at: now, &answers, &ledger)
            } catch {
                preconditionFailure("a session wrote what is not MQTT: \(error)")
            }
        }
        book(answers, &ledger)
        return answers.bytes
    }

    private mutating func take(
        _ packet: Packet, bytes: Int, at now: Instant, _ answers: inout Writer,
        _ ledger: inout ByteLedger
    ) {
        var bytes = bytes
        var account = ByteLedger.Account.mqtt
        switch packet {
        case .connect(let connect):
            version = connect.version
            var properties = Properties()
            if version == .v5 { properties.maximumQoS = .atLeastOnce }
            Packet.connack(
                Connack(sessionPresent: !connect.cleanStart, properties: properties)
            ).encode(version, into: &answers)
        case .publish(let publish):
            bytes -= publish.topic.utf8.count + publish.payload.count
            post(publish, at: now, &ledger)
        case .subscribe(let subscribe):
            let refusal =
                version == .v5 ? ReasonCode.implementationSpecificError : .unspecifiedError
            Packet.suback(
                Suback(id: subscribe.id, reasons: subscribe.subscriptions.map { _ in refusal })
            ).encode(version, into: &answers)
        case .unsubscribe(let unsubscribe):
            Packet.unsuback(
                Unsuback(
                    id: unsubscribe.id,
                    reasons: version == .v5 ? unsubscribe.filters.map { _ in .success } : [])
            ).encode(version, into: &answers)
        case .pingreq:
            account = .keepAlive
            Packet.pingresp.encode(version, into: &answers)
        case .ack: account = .acknowledgements
        case .connack, .suback, .unsuback, .pingresp, .disconnect, .auth: break
        }
        // Its owner has booked it, and it does not move.
        ledger.enter(-bytes, to: account, .sent)
    }

    private mutating func post(_ publish: Publish, at now: Instant, _ ledger: inout ByteLedger) {
        guard publish.qos != .exactlyOnce else {
            return end("\(endpoint.text) takes QoS 0 and 1, since HTTP has no QoS 2")
        }
        var request: [UInt8] = []
        let others: Int
        if let signing {
            others = sign(publish, by: signing, at: now).write(into: &request)
        } else {
            others = publish.payload.withUnsafeBytes {
                writer(for: publish).write(topic: publish.topic, $0, into: &request)
            }
        }
        ledger.enter(others - publish.topic.utf8.count, to: .http, .sent)
        posts.append(Post(request: request, packetID: publish.id))
        keptCount += request.count
    }

    private func sign(_ publish: Publish, by signing: Signing, at now: Instant) -> HTTPRequest {
        let target = TopicPost.target(
            topic: publish.topic, qos: Int(publish.qos.rawValue), retain: publish.retain)
        let usual = TopicPost.usualFields(host: endpoint.authority, userAgent: Self.userAgent)
        let signed = signing.fields(for: target, to: endpoint, body: publish.payload, at: now)
        return HTTPRequest(
            head: .init(method: "POST", target: target, fields: usual + fields + signed),
            body: publish.payload)
    }

    private mutating func writer(for publish: Publish) -> TopicPost.Writer {
        let key = Int(publish.qos.rawValue) << 1 | (publish.retain ? 1 : 0)
        if let writer = writers[key] { return writer }
        let writer = TopicPost.Writer(
            host: endpoint.authority, userAgent: Self.userAgent,
            like: TopicPost(
                topic: publish.topic, qos: Int(publish.qos.rawValue), retain: publish.retain),
            fields: fields)
        writers[key] = writer
        return writer
    }

    /// The request whose turn it is, if none is under way.
    mutating func takeRequest() -> [UInt8]? {
        guard !isSent, let post = posts.first, ending == nil else { return nil }
        isSent = true
        keptCount -= post.request.count
        return post.request
    }

    /// All requests that wait, for who is about to leave and will not see the answers.
    mutating func takeRest() -> [UInt8] {
        let rest = posts.dropFirst(isSent ? 1 : 0).flatMap(\.request)
        posts = []
        keptCount = 0
        return rest
    }

    /// Takes what the server sent; acknowledgements go to the beginning of `out`.
    mutating func receive(
        _ bytes: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer,
        ledger: inout ByteLedger
    ) -> Int {
        ledger.enter(bytes.count, to: .http, .received)
        var answers = Writer()
        var rest = bytes
        do {
            while !rest.isEmpty, ending == nil {
                let count = try responses.receive(rest)
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                guard let response = responses.take() else { break }
                take(response, &answers)
            }
        } catch {
            end("\(endpoint.text): \(error)")
        }
        book(answers, &ledger)
        answers.bytes.withUnsafeBytes { out.copyMemory(from: $0) }
        return answers.count
    }

    /// The server has closed its side, which may be the end of a response.
    mutating func ended(_ ledger: inout ByteLedger) -> [UInt8] {
        var answers = Writer()
        do {
            try responses.ended()
            if let response = responses.take() { take(response, &answers) }
        } catch {
            end("\(endpoint.text): \(error)")
        }
        book(answers, &ledger)
        return answers.bytes
    }

    private mutating func take(_ response: HTTPResponse, _ answers: inout Writer) {
        guard isSent, !posts.isEmpty else {
            return end("\(endpoint.text) answered by HTTP what nobody had asked")
        }
        let post = posts.removeFirst()
        isSent = false
        answered.count += 1
        answered.bodyBytes += response.body.count
        if posts.isEmpty { hasRelief = true }
        let status = response.head.status
        if (200...299).contains(status) {
            acknowledge(post, .success, &answers)
        } else if version == .v5, post.packetID != nil {
            acknowledge(post, ReasonCode(status: status), &answers)
        } else {
            end("\(endpoint.text) answered \(status) \(response.head.reason) to a message")
        }
        if !response.head.keepsAlive {
            end(
                "\(endpoint.text) closes the connection after an answer, which says "
                    + "“connection: close”")
        }
    }

    private func acknowledge(_ post: Post, _ reason: ReasonCode, _ answers: inout Writer) {
        guard let id = post.packetID else { return }
        Packet.ack(Ack(.puback, id: id, reason: reason)).encode(version, into: &answers)
    }

    private mutating func end(_ why: String) {
        ending = ending ?? .failed(LinkError(.http, why))
    }

    /// Takes back what the owner is going to book for packets that never came over the wire.
    private func book(_ answers: Writer, _ ledger: inout ByteLedger) {
        var at = 0
        answers.bytes.withUnsafeBytes { bytes in
            while let frame = try? Frame.first(in: bytes, from: at, limit: Self.largestPacket) {
                let isPing = bytes[frame.start] >> 4 == Packet.Kind.pingresp.rawValue
                ledger.enter(
                    -frame.count, to: isPing ? .keepAlive : .acknowledgements, .received)
                at = frame.end
            }
        }
    }
}

extension ReasonCode {
    /// What a status of HTTP says of a message, in MQTT's terms.
    fileprivate init(status: Int) {
        switch status {
        case 400: self = .topicNameInvalid
        case 401, 403: self = .notAuthorized
        // A PUBACK may not say that the packet was too large (5.0 §3.4.2.1).
        case 413: self = .implementationSpecificError
        case 429, 503: self = .quotaExceeded
        default: self = .unspecifiedError
        }
    }
}
