package import Base
import Glibc
import Measures
import Reactor

/// A closed link's socket that still has bytes to hand over, or whose peer has not ended yet.
///
/// Closing a socket that has unread bytes resets the connection, and a reset may overtake what was
/// sent last: a DISCONNECT with its reason, say. So this side ends first and waits for the other.
struct Lingerer {
    var descriptor: Descriptor
    var kept: ArraySlice<UInt8>
    /// The peer has ended its side.
    var peerEnded: Bool
    /// The peer opened the connection.
    let wasAccepted: Bool
}

/// The closed links that linger, and when each has had time enough.
struct Lingerers {
    private(set) var slots: [Lingerer?] = []
    private var free: [Int] = []
    private var deadlines = Deadlines()

    var earliest: Instant { deadlines.earliest }
    var isEmpty: Bool { free.count == slots.count }

    mutating func add(_ lingerer: Lingerer, until deadline: Instant) -> Int {
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(nil) }
        slots[index] = lingerer
        deadlines.set(index, to: deadline)
        return index
    }

    subscript(index: Int) -> Lingerer? {
        get { slots[index] }
        set { slots[index] = newValue }
    }

    mutating func remove(_ index: Int) {
        slots[index] = nil
        free.append(index)
        deadlines.remove(index)
    }

    mutating func takeDue(at now: Instant) -> Int? { deadlines.takeDue(at: now) }
}

extension SocketNetwork {
    /// Moves the socket of an open link and what is kept for it out of the link.
    mutating func linger(_ number: Int, peerEnded: Bool) {
        let descriptor = streams[number].descriptor!
        let kept = takeKept(number)
        let wasAccepted = streams[number].endpoint < 0
        if kept.isEmpty {
            Socket.end(descriptor)
            // Most often the peer has ended already, or has nothing to say and soon will.
            if peerEnded || discard(from: descriptor) {
                return countSegments(on: descriptor, wasAccepted: wasAccepted, .closed)
            }
        }
        streams[number].descriptor = nil
        let lingerer = Lingerer(
            descriptor: descriptor, kept: kept, peerEnded: peerEnded, wasAccepted: wasAccepted)
        let index = lingerers.add(lingerer, until: now + Self.lingering)
        loop.rename(descriptor, to: Token.lingerer(index).value)
        showInterest(of: lingerer)
    }

    /// Gives closed links time to hand over what they keep, at most until `limit`.
    ///
    /// For the end of a run: what happens on links that are still open is lost.
    package mutating func settle(until limit: Instant) {
        while !lingerers.isEmpty, loop.refresh() < limit {
            _ = next(until: min(limit, now + .milliseconds(5)))
        }
    }

    mutating func serveLingerer(_ index: Int, _ readiness: Readiness) {
        guard var lingerer = lingerers[index] else { return }
        lingerers[index] = nil
        if readiness.meets(.readable), discard(from: lingerer.descriptor) {
            lingerer.peerEnded = true
        }
        var gone = readiness.meets(.broken)
        if !gone, !lingerer.kept.isEmpty, readiness.meets(.writable) {
            let count = lingerer.kept.withUnsafeBytes {
                Socket.send($0, on: lingerer.descriptor.number)
            }
            counters.writes += 1
            counters.bytesOut += max(0, count)
            if count > 0 { lingerer.kept.removeFirst(count) }
            gone = count < 0 && !Socket.isPassing(Int32(-count))
            if lingerer.kept.isEmpty { Socket.end(lingerer.descriptor) }
        }
        lingerers[index] = lingerer
        if gone || (lingerer.peerEnded && lingerer.kept.isEmpty) {
            endLingering(index)
        } else {
            showInterest(of: lingerer)
        }
    }

    mutating func endLingering(_ index: Int) {
        guard let lingerer = lingerers[index] else { return }
        counters.bytesDropped += lingerer.kept.count
        countSegments(on: lingerer.descriptor, wasAccepted: lingerer.wasAccepted, .closed)
        loop.forget(lingerer.descriptor)
        lingerers.remove(index)
        hastenAccepting()
    }

    /// Gives up on all closed links, since open ones need the descriptors; false if there are none.
    @discardableResult
    mutating func dropLingerers() -> Bool {
        guard !lingerers.isEmpty else { return false }
        for index in lingerers.slots.indices { endLingering(index) }
        return true
    }

    private mutating func showInterest(of lingerer: Lingerer) {
        var interest = Readiness()
        if !lingerer.peerEnded { interest.insert(.readable) }
        if !lingerer.kept.isEmpty { interest.insert(.writable) }
        loop.change(lingerer.descriptor, to: interest)
    }

    /// Reads some of what nobody wants any more; true at the end of the stream.
    private mutating func discard(from descriptor: Descriptor) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { scratch in
            let count = Socket.receive(into: scratch, on: descriptor.number)
            counters.reads += 1
            counters.bytesIn += max(0, count)
            counters.bytesIgnored += max(0, count)
            return count == 0 || (count < 0 && !Socket.isPassing(Int32(-count)))
        }
    }
}
