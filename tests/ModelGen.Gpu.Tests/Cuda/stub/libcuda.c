// A libcuda that runs no kernel: it keeps a log of what it is asked for, copies memory, and fails where it is told to.
// Streams, events, modules, functions and graphs are numbers from counters; in the log they have names.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API __attribute__((visibility("default"))) int
typedef void *Handle;

enum { OUT_OF_MEMORY = 2, INVALID_VALUE = 1, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700, CAPTURE_UNSUPPORTED = 900 };

static char text[1 << 18];
static size_t used;
static char failing[64];
static int failure, sticky;
static int version, major, minor, devices;
static size_t total, available;
static long streams, events, modules, graphs, functions, blocks;
static long capturing;
static char names[256][64];

__attribute__((format(printf, 1, 2))) static void log_line(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (used < sizeof text - 4096)
        used += vsnprintf(text + used, sizeof text - used, format, arguments);
    va_end(arguments);
}

// what the test calls

const char *stub_log(void) { return text; }
void stub_clear(void) { used = 0; text[0] = 0; }
void stub_fail(const char *function, int result) { snprintf(failing, sizeof failing, "%s", function); failure = result; }
void stub_driver(int v, int count, int capability) { version = v; devices = count; major = capability / 10; minor = capability % 10; }
void stub_memory(size_t t, size_t f) { total = t; available = f; }
long stub_blocks(void) { return blocks; }
__attribute__((constructor)) void stub_reset(void)
{
    stub_clear();
    failing[0] = 0; sticky = 0; capturing = 0; blocks = 0;
    streams = events = modules = graphs = functions = 0;
    stub_driver(13000, 1, 90);
    stub_memory((size_t)141 << 30, (size_t)140 << 30);
}

// A broken context answers everything with the same result; other failures happen once.
static int result_of(const char *function)
{
    if (sticky) return sticky;
    if (!failing[0] || strcmp(function, failing)) return 0;
    failing[0] = 0;
    if (failure >= 700 && failure < 720) sticky = failure;
    return failure;
}
#define BEGIN int result = result_of(__func__); if (result) return result
// What thread-local capture forbids.
#define NOT_CAPTURING if (capturing) return CAPTURE_UNSUPPORTED

API cuDriverGetVersion(int *v) { *v = version; return 0; }
API cuInit(unsigned flags) { (void)flags; BEGIN; return devices ? 0 : 100; }
API cuGetErrorName(int result, const char **name)
{
    *name = result == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : result == ILLEGAL_ADDRESS ? "CUDA_ERROR_ILLEGAL_ADDRESS"
        : result == INVALID_VALUE ? "CUDA_ERROR_INVALID_VALUE" : result == 218 ? "CUDA_ERROR_INVALID_PTX" : NULL;
    return *name ? 0 : INVALID_VALUE;
}
API cuDeviceGetCount(int *count) { BEGIN; *count = devices; return 0; }
API cuDeviceGet(int *device, int ordinal) { BEGIN; *device = ordinal; return 0; }
API cuDeviceGetName(char *name, int length, int device) { (void)device; snprintf(name, length, "Stub H200"); return 0; }
API cuDeviceGetAttribute(int *value, int attribute, int device)
{
    (void)device;
    *value = attribute == 75 ? major : attribute == 76 ? minor : 0;
    return 0;
}

API cuDevicePrimaryCtxRetain(Handle *context, int device) { (void)device; BEGIN; *context = (Handle)0x10; log_line("retain\n"); return 0; }
API cuDevicePrimaryCtxRelease_v2(int device) { (void)device; log_line("release\n"); return 0; }
API cuCtxSetCurrent(Handle context) { BEGIN; return context == (Handle)0x10 ? 0 : INVALID_VALUE; }

API cuMemGetInfo_v2(size_t *f, size_t *t) { BEGIN; *f = available; *t = total; return 0; }
API cuMemAlloc_v2(Handle *memory, size_t bytes)
{
    BEGIN; NOT_CAPTURING;
    if (bytes > available) return OUT_OF_MEMORY;
    *memory = malloc(bytes);
    if (!*memory) return OUT_OF_MEMORY;
    memset(*memory, 0xCD, bytes);                       // what is in new device memory is not zero
    blocks++;
    log_line("allocate %zu\n", bytes);
    return 0;
}
API cuMemFree_v2(Handle memory) { NOT_CAPTURING; free(memory); blocks--; log_line("free\n"); return 0; }
API cuMemHostAlloc(Handle *memory, size_t bytes, unsigned flags)
{
    BEGIN; NOT_CAPTURING;
    *memory = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
    blocks++;
    log_line("page-lock %zu flags %u\n", bytes, flags);
    return 0;
}
API cuMemFreeHost(Handle memory) { free(memory); blocks--; log_line("free host\n"); return 0; }
API cuMemsetD8Async(Handle memory, unsigned char value, size_t bytes, Handle stream)
{
    BEGIN;
    memset(memory, value, bytes);
    log_line("stream%ld set %u x %zu\n", (long)stream, value, bytes);
    return 0;
}
static int copy(const char *how, void *to, const void *from, size_t bytes, Handle stream)
{
    memmove(to, from, bytes);
    log_line("stream%ld %s %zu\n", (long)stream, how, bytes);
    return 0;
}
API cuMemcpyHtoDAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { BEGIN; return copy("upload", to, from, bytes, stream); }
API cuMemcpyDtoHAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { BEGIN; return copy("download", to, from, bytes, stream); }
API cuMemcpyDtoDAsync_v2(Handle to, Handle from, size_t bytes, Handle stream) { BEGIN; return copy("move", to, from, bytes, stream); }

API cuStreamCreate(Handle *stream, unsigned flags) { BEGIN; *stream = (Handle)++streams; log_line("stream%ld create flags %u\n", streams, flags); return 0; }
API cuStreamDestroy_v2(Handle stream) { log_line("stream%ld destroy\n", (long)stream); return 0; }
API cuStreamSynchronize(Handle stream) { BEGIN; NOT_CAPTURING; log_line("stream%ld wait\n", (long)stream); return 0; }
API cuStreamWaitEvent(Handle stream, Handle event, unsigned flags) { (void)flags; BEGIN; log_line("stream%ld after event%ld\n", (long)stream, (long)event); return 0; }
API cuEventCreate(Handle *event, unsigned flags) { BEGIN; *event = (Handle)++events; log_line("event%ld create flags %u\n", events, flags); return 0; }
API cuEventDestroy_v2(Handle event) { log_line("event%ld destroy\n", (long)event); return 0; }
API cuEventRecord(Handle event, Handle stream) { BEGIN; log_line("stream%ld marks event%ld\n", (long)stream, (long)event); return 0; }
API cuEventSynchronize(Handle event) { BEGIN; log_line("event%ld wait\n", (long)event); return 0; }

API cuModuleLoadDataEx(Handle *module, const char *image, unsigned count, const int *options, void **values)
{
    if (failing[0] && !strcmp(failing, "cuModuleLoadDataEx"))
        for (unsigned i = 0; i < count; i++)
            if (options[i] == 5)                        // CU_JIT_ERROR_LOG_BUFFER
                strcpy(values[i], "ptxas application ptx input, line 7; fatal : Parsing error");
    BEGIN; NOT_CAPTURING;
    const char *target = strstr(image, ".target ");
    *module = (Handle)++modules;
    log_line("module%ld load %.13s\n", modules, target ? target : "without target");
    return 0;
}
API cuModuleUnload(Handle module) { log_line("module%ld unload\n", (long)module); return 0; }
API cuModuleGetFunction(Handle *function, Handle module, const char *name)
{
    (void)module;
    BEGIN; NOT_CAPTURING;
    snprintf(names[functions % 256], sizeof names[0], "%s", name);
    *function = (Handle)(0x1000 + functions++);
    return 0;
}
API cuFuncGetAttribute(int *value, int attribute, Handle function) { (void)function; BEGIN; *value = attribute == 4 ? 40 : attribute == 1 ? 256 : 0; return 0; }

API cuLaunchKernel(Handle function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, Handle stream, void **arguments, void **extra)
{
    BEGIN;
    if (arguments || !extra || extra[0] != (void *)1 || extra[2] != (void *)2 || extra[4]) return INVALID_VALUE;
    log_line("stream%ld launch %s grid %u %u %u block %u %u %u shared %u:", (long)stream,
        names[((uintptr_t)function - 0x1000) % 256], gx, gy, gz, bx, by, bz, shared);
    const unsigned char *bytes = extra[1];
    for (size_t i = 0; i < *(size_t *)extra[3]; i++)
        log_line(" %02x", bytes[i]);
    log_line("\n");
    return 0;
}

API cuStreamBeginCapture_v2(Handle stream, int mode) { BEGIN; capturing = (long)stream; log_line("stream%ld capture mode %d\n", (long)stream, mode); return 0; }
API cuStreamEndCapture(Handle stream, Handle *graph)
{
    long was = capturing;
    capturing = 0;
    BEGIN;
    if (was != (long)stream) return INVALID_VALUE;
    *graph = (Handle)++graphs;
    log_line("stream%ld captured graph%ld\n", (long)stream, graphs);
    return 0;
}
API cuGraphInstantiateWithFlags(Handle *executable, Handle graph, unsigned long long flags)
{
    (void)flags;
    BEGIN;
    *executable = (Handle)(0x100 + (long)graph);
    log_line("graph%ld instantiate\n", (long)graph);
    return 0;
}
API cuGraphDestroy(Handle graph) { log_line("graph%ld destroy\n", (long)graph); return 0; }
API cuGraphExecDestroy(Handle executable) { log_line("graph%ld forget\n", (long)executable - 0x100); return 0; }
API cuGraphUpload(Handle executable, Handle stream) { BEGIN; log_line("stream%ld upload graph%ld\n", (long)stream, (long)executable - 0x100); return 0; }
API cuGraphLaunch(Handle executable, Handle stream) { BEGIN; log_line("stream%ld run graph%ld\n", (long)stream, (long)executable - 0x100); return 0; }
