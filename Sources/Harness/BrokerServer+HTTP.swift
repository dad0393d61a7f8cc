import Base
import Reactor
import ReferenceBroker
import Transports

/// How long a client of HTTP may take.
package struct HTTPPatience: Equatable, Sendable {
    /// From the connection, or the first byte of a request, until its head is whole.
    package var head = Duration.seconds(60)
    /// Between two pieces of a body.
    package var body = Duration.seconds(60)
    /// Between two requests.
    package var idle = Duration.seconds(75)

    /// What nginx has for its defaults.
    package init() {}
}

/// What the server keeps of a link of HTTP, at a place of its own: those of MQTT are many more.
final class HTTPSeat {
    var link: HTTPLink

    init(_ link: HTTPLink) { self.link = link }
}

/// Requests in, responses out.
extension BrokerServer {
    /// Begins with a new link, unless there are too many.
    mutating func seat(_ link: Link, of principal: Principal?) {
        let seat = HTTPSeat(front.opened(principal: principal))
        links[link.number].http = seat
        seats += 1
        limits.set(link.number, to: net.now + patience.head)
        guard seats + broker.statistics.connections > connectionLimit else { return }
        front.end(&seat.link, 503, "the limit of connections is reached", into: &responses)
        _ = answer(link)
        end(link)
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, of seat: HTTPSeat, on link: Link) {
        let wasUnderWay = seat.link.isUnderWay
        let goesOn = front.receive(
            bytes, on: &seat.link, for: &broker, at: net.now, into: &responses, &actions)
        let hasAnswered = !responses.isEmpty
        guard answer(link), goesOn else { return end(link) }
        if seat.link.isWithinBody {
            limits.set(link.number, to: net.now + patience.body)
        } else if !seat.link.isUnderWay {
            limits.set(link.number, to: net.now + patience.idle)
        } else if !wasUnderWay || hasAnswered {
            limits.set(link.number, to: net.now + patience.head)
        }
    }

    /// Sends what was said; whether the client takes it.
    private mutating func answer(_ link: Link) -> Bool {
        guard !responses.isEmpty else { return true }
        let kept = responses.withUnsafeBytes { net.write(link, $0) }
        responses.removeAll(keepingCapacity: responses.capacity <= Self.highWater)
        if kept > Self.highWater, !links[link.number].isCongested {
            // Whoever does not take answers may not ask.
            links[link.number].isCongested = true
            net.pause(link)
        }
        return kept <= Self.mostKept
    }

    /// Ends the links whose clients have taken too long, telling those who had begun to ask.
    mutating func endIdle() {
        while let number = limits.takeDue(at: net.now) {
            guard let seat = links[number].http else { continue }
            if seat.link.isUnderWay {
                front.end(
                    &seat.link, 408, "the request did not come to its end in time",
                    into: &responses)
                _ = answer(Link(number))
            }
            end(Link(number))
        }
    }

    private mutating func end(_ link: Link) {
        net.close(link, abort: false)
        forget(link)
    }
}
