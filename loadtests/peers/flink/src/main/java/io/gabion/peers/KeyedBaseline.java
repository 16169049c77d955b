package io.gabion.peers;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Count, mean and variance of each asset as keyed state of Flink on a local cluster of two slots, with exactly-once
 * checkpoints to files every five seconds. Arguments: {@code hashmap|rocksdb EVENTS ASSETS FOLDER}. Three rounds in one process;
 * prints one line each: events, CPU seconds of the process, checkpoints that completed.
 */
public final class KeyedBaseline {
    private static final int SLOTS = 2;
    private static final int ROUNDS = 3;
    private static final long EVERY_MILLIS = 5_000;
    private static final double WEIGHT = 0.02;
    private static final AtomicLong COMPLETED = new AtomicLong();

    /** Many times as wide as usual is told, as the simplest baseline would. */
    public static final class Baseline extends KeyedProcessFunction<Long, Tuple2<Long, Integer>, Long>
            implements CheckpointListener {
        private static final long WARM = 20;
        private static final double WIDE = 25;

        private transient ValueState<Tuple3<Long, Double, Double>> known;

        @Override
        public void open(OpenContext context) {
            known = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>(
                            "baseline", Types.TUPLE(Types.LONG, Types.DOUBLE, Types.DOUBLE)));
        }

        @Override
        public void processElement(Tuple2<Long, Integer> event, Context context, Collector<Long> out) throws Exception {
            var baseline = known.value();
            if (baseline == null) {
                baseline = Tuple3.of(0L, 0.0, 0.0);
            }
            double off = event.f1 - baseline.f1;
            if (baseline.f0 > WARM && off * off > WIDE * baseline.f2) {
                out.collect(event.f0);
            }
            baseline.f0 += 1;
            baseline.f1 += WEIGHT * off;
            baseline.f2 = (1 - WEIGHT) * (baseline.f2 + WEIGHT * off * off);
            known.update(baseline);
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            COMPLETED.incrementAndGet();
        }
    }

    private static double cpu() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    private static void round(String backend, long events, long assets, String folder) throws Exception {
        var settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, backend);
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, "file://" + folder);
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1_024));
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, SLOTS);
        var flink = StreamExecutionEnvironment.createLocalEnvironment(SLOTS, settings);
        flink.enableCheckpointing(EVERY_MILLIS, CheckpointingMode.EXACTLY_ONCE);
        flink.getConfig().enableObjectReuse();
        // Fibonacci hashing: every asset about as often, and next to none twice in a row.
        GeneratorFunction<Long, Tuple2<Long, Integer>> made = n ->
                Tuple2.of(Math.floorMod(n * 0x9E3779B97F4A7C15L >>> 20, assets), (int) (n % 1_000));
        var source = new DataGeneratorSource<>(made, events, Types.TUPLE(Types.LONG, Types.INT));
        flink.fromSource(source, WatermarkStrategy.noWatermarks(), "events")
                .keyBy(event -> event.f0, Types.LONG)
                .process(new Baseline())
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        COMPLETED.set(0);
        double before = cpu();
        flink.execute();
        System.out.println(events + " " + (cpu() - before) + " " + COMPLETED.get());
    }

    public static void main(String[] arguments) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            round(arguments[0], Long.parseLong(arguments[1]), Long.parseLong(arguments[2]), arguments[3]);
        }
        System.exit(0);
    }

    private KeyedBaseline() {}
}
