import Glibc

/// A thread that runs one body to its end, most often a loop with all that it owns.
package struct LoopThread: Sendable {
    private let thread: pthread_t

    /// Starts at once; `body` is the new thread's alone from then on.
    package init(running body: @escaping () -> Void) throws(SystemError) {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(body)).toOpaque())
        guard code == 0 else { throw SystemError(code, attempting: "start a thread") }
        self.thread = thread
    }

    /// Waits for its end; to be called once.
    package func join() { pthread_join(thread, nil) }
}

/// What a thread does, as something that a C function can be given.
private final class Body {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }
}
