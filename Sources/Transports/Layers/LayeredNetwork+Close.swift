package import Base
import Crypto
import Measures
import Reactor
import Web

/// Links end, from either side and in every layer.
extension LayeredNetwork {
    package mutating func close(_ link: Link, abort: Bool) {
        guard let stack = stack(link.number) else { return sockets.close(link, abort: abort) }
        remove(link.number, stack, abort: abort)
    }

    /// Says goodbye in each layer, unless the link is cut, and gives the number back.
    mutating func remove(_ number: Int, _ stack: Stack, abort: Bool) {
        limits.remove(number)
        keepSession(number, stack)
        if !abort, stack.isReady {
            if let rest = stack.poster?.takeRest() {
                rest.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
            }
            if stack.web != nil, !stack.web!.hasClosed {
                let goodbye = stack.web!.close(code: 1000, reason: "")
                ledger.enter(goodbye.count, to: .webSocket, .sent)
                goodbye.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
            }
        }
        if !abort, let tls = stack.tls {
            pump.clear()
            tls.sayGoodbye()
            flushPump(number, to: .tlsHandshake)
        }
        if let unfinished = stack.tls?.unfinished {
            ledger.enter(unfinished, to: .tlsRecords, .received)
        }
        // What nobody read was MQTT all the same.
        ledger.enter(stack.pending.count, to: .mqtt, .received)
        stacks[number] = nil
        sockets.close(Link(number), abort: abort)
    }

    private mutating func keepSession(_ number: Int, _ stack: Stack) {
        guard stack.listener == nil, clients?.settings.resumes == true,
            let session = stack.tls?.session
        else { return }
        while sessions.count <= number { sessions.append(nil) }
        sessions[number] = session
    }

    /// The link is over; its owner hears of it once it has read what came before.
    mutating func end(_ number: Int, _ stack: Stack, _ closure: Closure) {
        guard stack.ending == nil else { return }
        stack.ending = stack.isReady ? closure : prematurely(stack, closure)
        limits.remove(number)
        tell(number, stack)
    }

    mutating func end(_ number: Int, _ stack: Stack, _ ending: TLSEngine.Ending) {
        switch ending {
        case .closed: end(number, stack, .ended)
        case .failed(let failure):
            fail(number, stack, LinkError(.tls, "\(name(of: stack)) \(failure.reason)"))
        }
    }

    mutating func fail(_ number: Int, _ stack: Stack, _ error: LinkError) {
        end(number, stack, .failed(error))
    }

    /// How it ended, where its layers did not stand yet.
    private func prematurely(_ stack: Stack, _ closure: Closure) -> Closure {
        guard closure == .ended else { return closure }
        let isTLS = stack.tls?.isEstablished == false
        let what = isTLS ? "TLS" : "WebSocket"
        return .failed(
            LinkError(
                isTLS ? .tls : .webSocket,
                "\(name(of: stack)) closed the connection during the \(what) handshake"))
    }
}
