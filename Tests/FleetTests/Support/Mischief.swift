import Base
import MQTT

/// What a broker does wrong on purpose, so that a run can be seen to notice.
enum Mischief: Equatable {
    case none
    /// Forgets every n-th PUBLISH that it forwards.
    case drops(every: Int)
    /// Sends every n-th PUBLISH twice.
    case duplicates(every: Int)
    /// Sends every n-th PUBLISH after the next one of its topic.
    case swaps(every: Int)
    /// Changes one byte of every n-th payload.
    case flips(every: Int)
    /// Sends every n-th PUBLISH to another topic as well.
    case strays(every: Int, to: String)
    /// Sends every n-th PUBLISH to this client as well.
    case misdelivers(every: Int, to: String)
    /// Forgets every PUBLISH with this payload.
    case swallows(payload: String)
    /// Neither reads nor writes for a while.
    case stalls(from: Instant, until: Instant)
    /// Never answers CONNECT.
    case ignoresConnect
    case refuses(ReasonCode)
    /// Ends a link at every n-th packet that it gets.
    case hangsUp(every: Int)
    /// Answers every n-th packet with bytes that are none.
    case babbles(every: Int)
}

/// The hand that does the mischief, and what it has done.
struct Meddler {
    let mischief: Mischief
    /// Nothing is done from then on.
    var until = Instant.never
    /// How often it has meddled, by QoS.
    private(set) var done = [0, 0, 0]
    private var seen = 0
    /// What waits for the next message of its topic, by link and topic.
    private var held: [Stream: Publish] = [:]

    private struct Stream: Hashable {
        let link: Link
        let topic: String
    }

    init(_ mischief: Mischief) { self.mischief = mischief }

    /// What is sent in place of `publish` and to whom: `link`, where no client is named.
    mutating func forward(
        _ publish: Publish, to link: Link, at now: Instant, reaches: (String) -> Bool
    ) -> [(publish: Publish, client: String?)] {
        let stream = Stream(link: link, topic: publish.topic)
        if let waiting = held.removeValue(forKey: stream) {
            return [(publish, nil), (waiting, nil)]
        }
        if case .swallows(let payload) = mischief, publish.payload == Array(payload.utf8) {
            return []
        }
        guard now < until, let every = mischief.every else { return [(publish, nil)] }
        seen += 1
        guard seen % every == 0 else { return [(publish, nil)] }
        if case .misdelivers(_, let client) = mischief, !reaches(client) {
            return [(publish, nil)]
        }
        done[Int(publish.qos.rawValue)] += 1
        var other = publish
        switch mischief {
        case .drops: return []
        case .duplicates: return [(publish, nil), (publish, nil)]
        case .swaps:
            held[stream] = publish
            return []
        case .flips:
            other.payload[other.payload.count - 2] ^= 1
            return [(other, nil)]
        case .strays(_, let topic):
            other.topic = topic
            other.qos = .atMostOnce
            other.id = nil
            return [(publish, nil), (other, nil)]
        case .misdelivers(_, let client):
            other.qos = .atMostOnce
            other.id = nil
            return [(publish, nil), (other, client)]
        default: return [(publish, nil)]
        }
    }
}

extension Mischief {
    var every: Int? {
        switch self {
        case .drops(let every), .duplicates(let every), .swaps(let every), .flips(let every),
            .strays(let every, _), .misdelivers(let every, _):
            every
        default: nil
        }
    }
}
