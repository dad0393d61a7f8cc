extension Command {
    static let conform = Command(
        "conform", operands: "[URL]",
        summary: "Judge a broker by the statements of MQTT 3.1.1 and 5.0.",
        details: """
            Plays cases, each a conversation of one or several clients with the broker at URL, or
            with the embedded one. They run side by side, each on topics and client identifiers of
            its own, and remove what they leave.

            Verdicts:
              passed        the broker did what the statements say
              tolerated     not that, but what brokers may do, by the allowance that is named
              failed        neither; the transcript shows what passed
              skipped       the broker does not offer what the case needs
              inconclusive  the stage did not stand, or gale could not do its part
            Each rule that holds for every packet is checked on every packet of every case.

            Several brokers make a matrix: --target mosquitto=mqtt://127.0.0.1:1883 --target
            gale=embedded, or a file of --targets. They are judged one after another; index.html
            says first where they disagree, and has a page for each statement. What a profile
            explains is known; only what nobody has explained fails the run.

            --prove plays all cases against brokers that each break one rule: a check that cannot
            fail is worth nothing.

            With --device it is the other way round: gale is the broker, and whatever connects is
            judged. Rules are watched on every packet, and each client (by its identifier) is given
            every provocation once, one at a time: messages, lost acknowledgements, refusals,
            packets that no server may send. What no client gave an occasion for is skipped. It
            ends when all is decided, after --for, or when interrupted.
            """,
        takes: 0...1, options: Option.conform, defaults: ConformOptions()
    ) { options, operands in
        if options.isDevice, let url = operands.first {
            throw UsageError("--device is a broker itself; leave out \(url), say --listen URL")
        }
        if !options.isDevice, !options.listen.isEmpty {
            throw UsageError("--listen is for --device, which judges clients")
        }
        switch options.task {
        case .play where options.isDevice: return try ConformDevice(options: options).run()
        case .list where options.isDevice: return try ConformDevice(options: options).list()
        case .prove where options.isDevice: return try ConformDevice(options: options).prove()
        case .play:
            guard options.isMatrix else { return try ConformRun.run(options, operands.first) }
            guard operands.isEmpty else {
                throw UsageError("write \(operands[0]) as one more --target NAME=URL")
            }
            return try ConformMatrixRun(options).run()
        case .list: return try ConformLists.list(options)
        case .coverage: return try ConformLists.coverage(options)
        case .prove: return try ConformLists.prove(options)
        }
    }
}
