package io.eventlive.observation;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/// What the Java virtual machine says of itself.
final class JvmMetrics {
  private JvmMetrics() {}

  static void register(Metrics metrics) {
    metrics
        .gauge(
            "jvm_memory_used_bytes",
            "Heap in use.",
            () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
        .gauge(
            "jvm_memory_limit_bytes",
            "Heap at most.",
            () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax())
        .gauge(
            "jvm_thread_count",
            "Platform threads.",
            () -> ManagementFactory.getThreadMXBean().getThreadCount())
        .count(
            "jvm_gc_duration_seconds_total",
            "Time in garbage collection.",
            () ->
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum()
                    / 1e3)
        .count("process_cpu_seconds_total", "Processor time used.", JvmMetrics::cpuSeconds)
        .gauge(
            "process_uptime_seconds",
            "Time since the start.",
            () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }
}
