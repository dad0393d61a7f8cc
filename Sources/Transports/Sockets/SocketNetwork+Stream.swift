package import Base
import Glibc
import Measures
import Reactor

extension SocketNetwork {
    package mutating func read(_ link: Link, into scratch: UnsafeMutableRawBufferPointer) -> Int {
        precondition(!scratch.isEmpty, "reading takes room: give a scratch buffer with some")
        let number = link.number
        guard number < streams.count, streams[number].state == .open else { return 0 }
        let socket = streams[number].socket
        let count: Int
        if streams[number].isStamped {
            var stamp: Int64 = 0
            count = Socket.receive(into: scratch, on: socket, stamp: &stamp)
            self.stamp = stamp > 0 ? stamp : nil
        } else {
            count = Socket.receive(into: scratch, on: socket)
            stamp = nil
        }
        counters.reads += 1
        if count > 0 {
            counters.bytesIn += count
            return count
        }
        if count != -Int(EAGAIN) {
            // A write may have met the error first, and taken it from the socket.
            finish(number, count < 0 ? Int32(-count) : streams[number].error)
        }
        return 0
    }

    @discardableResult
    package mutating func write(_ link: Link, _ bytes: UnsafeRawBufferPointer) -> Int {
        let number = link.number
        guard !bytes.isEmpty else { return number < streams.count ? streams[number].keptCount : 0 }
        guard number < streams.count, streams[number].error == 0 else { return drop(bytes.count) }
        var rest = bytes
        switch streams[number].state {
        case .free, .over:
            return drop(bytes.count)
        case .connecting:
            break
        case .open:
            guard streams[number].keptCount == 0 else { break }
            let count = Socket.send(bytes, on: streams[number].socket)
            counters.writes += 1
            if count == bytes.count {
                counters.bytesOut += count
                return 0
            }
            if count >= 0 {
                counters.bytesOut += count
                rest = UnsafeRawBufferPointer(rebasing: bytes[count...])
            } else if !Socket.isPassing(Int32(-count)) {
                // The loop reports the socket as broken: it ends once all is read.
                streams[number].error = Int32(-count)
                return drop(bytes.count)
            }
        }
        return keep(rest, number)
    }

    /// Counts bytes that nobody will get.
    mutating func drop(_ count: Int) -> Int {
        counters.bytesDropped += count
        return 0
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer, _ number: Int) -> Int {
        if streams[number].keptCount == 0, streams[number].state == .open {
            streams[number].since = now.nanoseconds
        }
        streams[number].kept.append(contentsOf: bytes)
        counters.bytesKept += bytes.count
        if streams[number].state == .open { showInterest(number) }
        return streams[number].keptCount
    }

    /// What the loop's event on a link means to its owner, if anything.
    mutating func advance(_ number: Int, _ readiness: Readiness) -> NetworkEvent? {
        if streams[number].state == .connecting { return finishConnecting(number) }
        guard streams[number].state == .open else { return nil }
        let isBroken = readiness.meets(.broken)
        if streams[number].keptCount > 0, isBroken || readiness.meets(.writable) {
            flush(number)
            // What can be read is told again by the next wait.
            if streams[number].keptCount == 0, streams[number].error == 0 {
                return .drained(Link(number))
            }
        }
        if isBroken { streams[number].paused = false }
        return isBroken || readiness.meets(.readable) ? .readable(Link(number)) : nil
    }

    /// Sends what is kept, as far as the kernel takes it.
    private mutating func flush(_ number: Int) {
        let sent = Int(streams[number].sent)
        let count = streams[number].kept.withUnsafeBytes { kept in
            Socket.send(
                UnsafeRawBufferPointer(rebasing: kept[sent...]), on: streams[number].socket)
        }
        counters.writes += 1
        if count < 0 {
            guard !Socket.isPassing(Int32(-count)) else { return }
            streams[number].error = Int32(-count)
            dropKept(number)
        } else {
            counters.bytesOut += count
            counters.bytesKept -= count
            streams[number].sent += Int32(count)
            if streams[number].keptCount == 0 {
                dropKept(number)
            } else if sent + count >= 65_536, sent + count > streams[number].kept.count / 2 {
                streams[number].kept.removeSubrange(0..<sent + count)
                streams[number].sent = 0
            }
        }
        showInterest(number)
    }

    /// Frees the memory of what was kept: nobody will get it.
    mutating func dropKept(_ number: Int) { counters.bytesDropped += takeKept(number).count }

    /// Hands over what was kept, and closes that account.
    mutating func takeKept(_ number: Int) -> ArraySlice<UInt8> {
        guard !streams[number].kept.isEmpty else { return [] }
        if streams[number].state == .open {
            counters.keptNanoseconds += max(0, now.nanoseconds - streams[number].since)
        }
        counters.bytesKept -= streams[number].keptCount
        let kept = streams[number].kept.dropFirst(Int(streams[number].sent))
        streams[number].kept = []
        streams[number].sent = 0
        return kept
    }

    mutating func showInterest(_ number: Int) {
        guard let descriptor = streams[number].descriptor else { return }
        loop.change(descriptor, to: streams[number].interest)
    }

    /// Ends an open link from the peer's side; the owner hears of it with the next event.
    private mutating func finish(_ number: Int, _ code: Int32) {
        // A peer that ended only its own side may still take what was kept for it.
        if code == 0, streams[number].keptCount > 0 { linger(number, peerEnded: true) }
        if let descriptor = streams[number].descriptor {
            let wasAccepted = streams[number].endpoint < 0
            countSegments(on: descriptor, wasAccepted: wasAccepted, .closed)
            loop.forget(descriptor)
        }
        dropKept(number)
        openCount -= 1
        streams[number].descriptor = nil
        streams[number].error = code
        streams[number].state = .over
        news.append(number, streams[number].generation)
    }

    package mutating func close(_ link: Link, abort: Bool) {
        let number = link.number
        guard number < streams.count, streams[number].state != .free else { return }
        if streams[number].state == .open, let descriptor = streams[number].descriptor {
            let wasAccepted = streams[number].endpoint < 0
            if abort {
                countSegments(on: descriptor, wasAccepted: wasAccepted, .aborted)
                Socket.resetOnClose(descriptor)
            } else if streams[number].error == 0 {
                linger(number, peerEnded: false)
            } else {
                countSegments(on: descriptor, wasAccepted: wasAccepted, .closed)
            }
        }
        if let descriptor = streams[number].descriptor { loop.forget(descriptor) }
        release(number)
    }

    /// Makes the number free again.
    mutating func release(_ number: Int) {
        let accepted = streams[number].endpoint < 0
        let wasOver = streams[number].state == .over
        connectLimits.remove(number)
        dropKept(number)
        let generation = streams[number].generation &+ 1
        streams[number] = SocketStream()
        streams[number].generation = generation
        if accepted { freeAccepted.append(Int32(number)) }
        if !wasOver { openCount -= 1 }
        counters.closed += 1
        hastenAccepting()
    }
}
