import Foundation
import Glibc
import Reactor
import Testing

@Suite struct ProcessGaugeTests {
    /// A folder that looks like a control group.
    private final class Group {
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

        init(_ files: [String: String]) throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, text) in files { try write(text, to: name) }
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ text: String, to name: String) throws {
            // In place, since a control group's files are never replaced.
            let path = url.appending(path: name).path
            let file = try #require(fopen(path, "w"))
            fputs(text, file)
            fclose(file)
        }
    }

    @Test func `a process has time and memory, and time only grows`() throws {
        var gauge = try ProcessGauge(processes: [getpid()])
        let before = gauge.read().reading
        // Work, until the clock of the process has noticed.
        var sum = 0.0
        while clock() == 0 || sum < 1e5 { sum += 1 }
        let after = gauge.read()
        #expect(try #require(before.cpuSeconds) > 0)
        #expect(try #require(after.reading.cpuSeconds) > before.cpuSeconds!)
        #expect(try #require(after.reading.memoryBytes) > 1_000_000)
        #expect(after.ended.isEmpty && !gauge.isOver)
    }

    @Test func `several processes are added up`() throws {
        var one = try ProcessGauge(processes: [getpid()])
        var two = try ProcessGauge(processes: [getpid(), getpid()])
        let single = try #require(one.read().reading.memoryBytes)
        let double = try #require(two.read().reading.memoryBytes)
        #expect(double > single + single / 2 && double < single * 3)
    }

    @Test func `a process that is not there is named`() {
        #expect(throws: ProcessGauge.Trouble.noProcess("there is no process 2147483647")) {
            try ProcessGauge(processes: [.max])
        }
    }

    @Test func `a process that ends keeps its time and has no memory`() throws {
        var pid = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("cat"), nil]
        defer { free(words[0]) }
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        try #require(posix_spawnp(&pid, "cat", &actions, nil, &words, nil) == 0)
        close(ends[0])
        var gauge = try ProcessGauge(processes: [getpid(), pid])
        #expect(gauge.read().ended.isEmpty)
        kill(pid, SIGKILL)
        // Ended, and not yet buried: it still has a number.
        var info = siginfo_t()
        waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT)
        let (reading, ended) = gauge.read()
        #expect(ended == ["process \(pid)"] && !gauge.isOver)
        #expect(reading.cpuSeconds != nil && reading.memoryBytes != nil)
        waitpid(pid, nil, 0)
        close(ends[1])
        #expect(gauge.read().ended.isEmpty)
        #expect(throws: ProcessGauge.Trouble.self) { try ProcessGauge(processes: [pid]) }
    }

    @Test func `a control group of version 2 is read`() throws {
        let group = try Group([
            "cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n",
            "memory.current": "12345678\n", "cgroup.events": "populated 1\nfrozen 0\n",
        ])
        var gauge = try ProcessGauge(controlGroups: [group.url.path])
        let reading = gauge.read().reading
        #expect(reading.cpuSeconds == 2.5 && reading.memoryBytes == 12_345_678)
        try group.write("populated 0\nfrozen 0\n", to: "cgroup.events")
        #expect(gauge.read().ended.count == 1 && gauge.isOver)
        #expect(throws: ProcessGauge.Trouble.self) {
            try ProcessGauge(controlGroups: [group.url.path])
        }
    }

    @Test func `the two folders of version 1 make one`() throws {
        let cpu = try Group(["cpuacct.usage": "1500000000\n", "cpu.stat": "nr_periods 0\n"])
        let memory = try Group(["memory.usage_in_bytes": "4096\n"])
        var gauge = try ProcessGauge(controlGroups: [cpu.url.path, memory.url.path])
        let reading = gauge.read().reading
        #expect(reading.cpuSeconds == 1.5 && reading.memoryBytes == 4096)
    }

    @Test(arguments: [[:], ["cpu.stat": "nr_periods 0\n"], ["README": "1\n"]])
    func `what is no control group is refused`(files: [String: String]) throws {
        let group = try Group(files)
        #expect(throws: ProcessGauge.Trouble.self) {
            try ProcessGauge(controlGroups: [group.url.path])
        }
    }
}
