import Base
import MQTT
import Measures
import Sessions
import Transports

/// One client with one connection at a time, of which every step can be read out.
///
/// It blocks: each call takes events until what it waits for is there.
struct OverheadProbe {
    static let link = Link(0)

    let order: OverheadOrder
    let subject: OverheadSubject
    let qos: QoS
    private let topic: [UInt8]
    private let payload: [UInt8]
    let connect: Connect
    let scratch = ReceiveBuffer()

    var net: LayeredNetwork
    var session: ClientSession
    var output = Output()
    var leftover: [UInt8] = []
    /// Asked whenever it rests; false ends the measurement.
    private let mayGoOn: () -> Bool
    /// What this client's packets hold.
    private var packets = ByteLedger()

    var isOpen = false
    var isConnected = false
    /// What a server of HTTP said on this connection.
    var answers = HTTPAnswers()
    /// Messages of this connection that were sent, and those that were answered.
    var sent = 0
    var answered = 0
    /// Connections that a server of HTTP ended by itself, and that were opened anew.
    var reopenings = 0
    /// Bytes in the bodies of all responses of HTTP so far.
    var bodyBytes = 0
    /// Pings of this connection that were answered.
    var pongs = 0
    var isCongested = false
    /// When what is awaited must have come, however much else does.
    var limit = Instant.never
    /// What the server made of the Keep Alive that was asked for, in seconds.
    var keepAlive: UInt16

    /// - Parameter resumes: whether TLS sessions are taken up again.
    init(
        _ order: OverheadOrder, _ subject: OverheadSubject, qos: QoS, resumes: Bool = false,
        while mayGoOn: @escaping () -> Bool
    ) throws(OverheadTrouble) {
        self.mayGoOn = mayGoOn
        self.order = order
        self.subject = subject
        self.qos = qos
        topic = Array(order.topic.utf8)
        payload = order.body
        keepAlive = order.keepAlive
        let credentials = subject.endpoint.credentials
        do {
            let sockets = try SocketNetwork(origin: order.origin)
            net = LayeredNetwork(sockets, clients: resumes ? subject.resuming : subject.tls)
            // Others may measure the same server: whoever has the same name is thrown out.
            let name =
                "gale-overhead-" + String(sockets.now.nanoseconds & 0xFFF | 0x1000, radix: 16)
            connect = Connect(
                version: order.version, clientID: name, cleanStart: true,
                keepAlive: order.keepAlive, userName: credentials?.user,
                password: credentials?.password.map { Array($0.utf8) })
        } catch {
            throw OverheadTrouble(.ours, "\(error)")
        }
        session = ClientSession(
            SessionSettings(window: UInt16(clamping: order.window), backlog: 0))
    }

    var isHTTP: Bool { subject.endpoint.scheme.isHTTP }
    /// Whether each message is answered by itself.
    var isAnswered: Bool { isHTTP || qos != .atMostOnce }
    var name: String { subject.endpoint.text }

    /// What moved so far on all connections together.
    var reading: OverheadReading {
        var ledger = packets
        let counters = net.counters
        ledger.merge(net.ledger)
        ledger.socketMoved(counters.bytesIn, .received)
        ledger.socketMoved(counters.bytesOut, .sent)
        ledger.neverLeft(counters.bytesDropped)
        // What comes when this side is done is the goodbye of the outermost layer.
        ledger.enter(counters.bytesIgnored, to: subject.endpoint.scheme.farewell, .received)
        let open = net.segments(of: Self.link)?.overheadBytes ?? 0
        return OverheadReading(ledger, tcpIP: counters.segments.overheadBytes + open)
    }

    /// Connects, and waits until a message may be sent.
    mutating func open() throws(OverheadTrouble) {
        (isConnected, isCongested, sent, answered, pongs) = (false, false, 0, 0, 0)
        answers = HTTPAnswers()
        leftover = []
        isOpen = true
        limit = net.refresh() + order.patience
        net.open(
            Self.link, to: subject.endpoint, as: subject.persona, timeout: order.patience)
        while !isConnected { try advance("CONNACK") }
    }

    /// Says goodbye as a device does, and waits until the server has done the same.
    mutating func close() {
        leave()
        net.settle(until: net.refresh() + SocketNetwork.lingering + .seconds(1))
    }

    /// As ``close()``, but does not wait.
    mutating func leave() {
        guard isOpen else { return }
        session.disconnect(at: net.now, into: &output)
        flush()
        net.close(Self.link, abort: false)
        forget()
    }

    /// Ends a connection that went wrong.
    mutating func abandon() {
        if isOpen { net.close(Self.link, abort: true) }
        forget()
    }

    private mutating func forget() {
        isOpen = false
        session.lost(at: net.now, into: &output)
        output.clear()
    }

    /// Takes events until nothing came for a while.
    mutating func rest() throws(OverheadTrouble) {
        guard mayGoOn() else { throw OverheadTrouble(.interrupted, "interrupted") }
        let end = net.refresh() + order.patience
        var limit = net.now + order.pause
        while limit < end, try turn(until: limit) { limit = net.now + order.pause }
    }

    /// Adds a message to what ``flush()`` sends.
    ///
    /// - Returns: false where the server takes no more before it has answered.
    mutating func publish() throws(OverheadTrouble) -> Bool {
        let now = net.now
        let outcome = topic.withUnsafeBytes { topic in
            payload.withUnsafeBytes { payload in
                session.publish(
                    Message(topic: topic, payload: payload, qos: qos, due: now), at: now,
                    into: &output)
            }
        }
        switch outcome {
        case .sent, .queued:
            sent += 1
            limit = now + order.patience
        case .refused(.backlogFull) where sent > answered: return false
        case .refused(let refusal):
            throw OverheadTrouble(.refused, "\(name) takes no such message: \(refusal)")
        }
        return true
    }

    /// Has the session send a PINGREQ, which it does when its interval is over: so this says it is.
    mutating func askForSign() {
        session.tick(at: session.deadline, into: &output)
        limit = net.now + order.patience
        flush()
    }

    mutating func flush() {
        guard !output.bytes.isEmpty else { return output.clear() }
        let kept = output.bytes.bytes.withUnsafeBytes { net.write(Self.link, $0) }
        enter(output.written, .sent)
        output.clear()
        // What HTTP keeps are requests that wait for their turn.
        if kept > 0, !isHTTP { isCongested = true }
    }

    mutating func enter(_ accounts: Accounts, _ direction: ByteLedger.Direction) {
        packets.enter(
            payload: accounts.payload, topic: accounts.topic, mqtt: accounts.mqtt,
            acknowledgements: accounts.acknowledgements, keepAlive: accounts.keepAlive, direction)
    }
}

extension Endpoint.Scheme {
    /// Whose bytes those are that come once this side has said goodbye.
    fileprivate var farewell: ByteLedger.Account {
        switch self {
        case .mqtt, .unix: .mqtt
        case .ws: .webSocket
        case .http: .http
        case .mqtts, .wss, .https: .tlsHandshake
        }
    }
}
