import Base
import Crypto
import Web

/// The layers of one link between its socket and its owner.
///
/// - Cost: some 850 bytes and what the layers take; no buffer while nothing is under way.
final class Stack {
    let endpoint: Endpoint
    /// The listener that accepted the link; nil for one that was opened.
    let listener: Int?
    /// Tells this link from earlier ones of its number.
    let serial: UInt32
    /// When it was opened or accepted.
    let began: Instant
    /// Whether MQTT stands on TLS itself: to ask each of the layers that might be between them
    /// costs each message more.
    let isDirect: Bool

    var tls: TLSEngine?
    var upgrade: Upgrade?
    var web: WebSocketStream?
    var poster: Poster?

    /// All layers stand.
    var isReady = false
    /// Its owner knows that.
    var isAnnounced = false
    var isPaused = false
    /// What came for the owner while nobody read.
    var pending: [UInt8] = []
    /// How it ended, once all that is pending was read.
    var ending: Closure?
    /// From the TCP connection until TLS stood; -1 without TLS or before.
    var handshakeNanoseconds: Int64 = -1
    /// From the opening until all layers stood.
    var readyNanoseconds: Int64 = -1
    /// When the socket stood.
    var connected: Instant
    /// What the upgrade asks for and says, until it is done.
    var path: String?
    var fields: [HTTPField] = []
    /// What an accepted WebSocket asked for, for who must know its path.
    var request: HTTPRequest.Head?

    init(_ endpoint: Endpoint, listener: Int?, serial: UInt32, began: Instant) {
        self.endpoint = endpoint
        self.listener = listener
        self.serial = serial
        self.began = began
        connected = began
        let scheme = endpoint.scheme
        isDirect = !scheme.isWebSocket && (!scheme.isHTTP || listener != nil)
    }
}

/// A link that is to become a WebSocket: the client waits for an answer, the server for a request.
enum Upgrade {
    case client(key: [UInt8], HTTPResponseReader)
    case server(HTTPRequestReader)
}
