/* Preloaded into a database's processes: writes down, in order, what they do to the files under FILE_RECORDER_ROOT.

   Each record in FILE_RECORDER_LOG is a header and its bytes, written by one call at the end of the file, so that records of several
   processes never mix. A write is noted when it is done, a sync when it begins and when it has ended. Syncs reach no disk: power_cut.py plays the
   disk. While the file FILE_RECORDER_FULL exists, the disk is full: what would make a file longer fails with ENOSPC; while FILE_RECORDER_BROKEN
   exists, a sync fails with EIO. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LOG_AT_LEAST = 200, TRACKED = 65536 };

struct record {
    uint32_t kind;   /* a letter */
    uint32_t thread; /* of the process: pairs the beginning of a sync with its end */
    uint64_t inode;
    int64_t offset; /* of a write; the new length of a truncation; of an open: 1 for a new file, 2 for a folder */
    uint64_t size;  /* of the bytes that follow */
};

static int log_file = -1;
static char root[PATH_MAX];
static size_t root_size;
static char *full, *broken;
static unsigned char tracked[TRACKED];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("FILE_RECORDER_LOG"), *of = getenv("FILE_RECORDER_ROOT");
    /* Copies: PostgreSQL writes its title over the environment. */
    if (getenv("FILE_RECORDER_FULL")) full = strdup(getenv("FILE_RECORDER_FULL"));
    if (getenv("FILE_RECORDER_BROKEN")) broken = strdup(getenv("FILE_RECORDER_BROKEN"));
    if (!of || !realpath(of, root)) return;
    root_size = strlen(root);
    if (!log) return;
    int opened = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    log_file = fcntl(opened, F_DUPFD_CLOEXEC, LOG_AT_LEAST);
    close(opened);
}

static int is_full(void) { return full && access(full, F_OK) == 0; }

static void note(char kind, uint64_t inode, int64_t offset, const struct iovec *parts, int count) {
    struct iovec all[count + 1];
    struct record head = {(uint32_t)kind, (uint32_t)syscall(SYS_gettid), inode, offset, 0};
    for (int part = 0; part < count; part++) {
        all[part + 1] = parts[part];
        head.size += parts[part].iov_len;
    }
    all[0] = (struct iovec){&head, sizeof head};
    int before = errno;
    if (log_file >= 0 && REAL(writev)(log_file, all, count + 1) < 0) abort();
    errno = before;
}

static void note_path(char kind, uint64_t inode, int64_t offset, const char *path) {
    struct iovec part = {(void *)path, strlen(path)};
    note(kind, inode, offset, &part, 1);
}

/* The path below the root, or NULL. The last part need not exist. */
static const char *below(const char *path, char *whole) {
    char folder[PATH_MAX];
    if (!root_size || strlen(path) >= PATH_MAX) return NULL;
    strcpy(folder, path);
    char *slash = strrchr(folder, '/');
    const char *name = slash ? path + (slash - folder) + 1 : path;
    if (slash == folder) return NULL;
    if (slash) *slash = 0;
    if (!realpath(slash ? folder : ".", whole)) return NULL;
    if (strlen(whole) + strlen(name) + 2 >= PATH_MAX) return NULL;
    if (strcmp(name, ".") != 0) strcat(strcat(whole, "/"), name);
    if (strncmp(whole, root, root_size) != 0 || (whole[root_size] != '/' && whole[root_size] != 0)) return NULL;
    return whole + root_size + (whole[root_size] == '/');
}

static int is_tracked(int file, struct stat *what) {
    return file >= 0 && file < TRACKED && tracked[file] && fstat(file, what) == 0;
}

static int opened(int (*really)(int, const char *, int, ...), int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat what;
    const char *inside = at == AT_FDCWD || path[0] == '/' ? below(path, whole) : NULL;
    int made = (flags & O_CREAT) && access(path, F_OK) != 0;
    if (inside && made && is_full()) return errno = ENOSPC, -1;
    int file = really(at, path, flags, mode);
    if (file < 0 || file >= TRACKED) return file;
    tracked[file] = 0;
    if (inside && fstat(file, &what) == 0) {
        tracked[file] = 1;
        note_path('o', what.st_ino, S_ISDIR(what.st_mode) ? 2 : made, inside);
        if ((flags & O_TRUNC) && !made) note('t', what.st_ino, 0, NULL, 0);
    }
    return file;
}

static mode_t mode_of(int flags, va_list more) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; }

#define OPEN(name)                                               \
    int name(const char *path, int flags, ...) {                 \
        va_list more;                                            \
        va_start(more, flags);                                   \
        mode_t mode = mode_of(flags, more);                      \
        va_end(more);                                            \
        return opened(REAL(openat), AT_FDCWD, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    if (file >= LOG_AT_LEAST && file == log_file) return 0; /* a process that closes all it does not know */
    if (file >= 0 && file < TRACKED) tracked[file] = 0;
    return REAL(close)(file);
}

static ssize_t written(int file, const struct iovec *parts, int count, off_t offset) {
    struct stat what;
    int is_ours = is_tracked(file, &what);
    off_t at = offset;
    if (is_ours && at < 0) at = fcntl(file, F_GETFL) & O_APPEND ? what.st_size : lseek(file, 0, SEEK_CUR);
    size_t size = 0;
    for (int part = 0; part < count; part++) size += parts[part].iov_len;
    if (is_ours && (off_t)(at + size) > what.st_size && is_full()) return errno = ENOSPC, -1;
    ssize_t done = offset < 0 ? REAL(writev)(file, parts, count) : REAL(pwritev)(file, parts, count, offset);
    if (is_ours && done > 0) {
        struct iovec kept[count];
        size_t left = done;
        int used = 0;
        for (; used < count && left; used++) {
            kept[used] = (struct iovec){parts[used].iov_base, parts[used].iov_len < left ? parts[used].iov_len : left};
            left -= kept[used].iov_len;
        }
        note('w', what.st_ino, at, kept, used);
    }
    return done;
}

ssize_t write(int file, const void *bytes, size_t size) { return written(file, &(struct iovec){(void *)bytes, size}, 1, -1); }
ssize_t writev(int file, const struct iovec *parts, int count) { return written(file, parts, count, -1); }
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) { return written(file, &(struct iovec){(void *)bytes, size}, 1, at); }
ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) { return pwrite(file, bytes, size, at); }
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) { return written(file, parts, count, at); }
ssize_t pwritev64(int file, const struct iovec *parts, int count, off_t at) { return written(file, parts, count, at); }

int ftruncate(int file, off_t size) {
    struct stat what;
    int is_ours = is_tracked(file, &what);
    if (is_ours && size > what.st_size && is_full()) return errno = ENOSPC, -1;
    int result = REAL(ftruncate)(file, size);
    if (is_ours && result == 0) note('t', what.st_ino, size, NULL, 0);
    return result;
}
int ftruncate64(int file, off_t size) { return ftruncate(file, size); }

int posix_fallocate(int file, off_t at, off_t size) {
    struct stat what;
    int is_ours = is_tracked(file, &what);
    if (is_ours && at + size > what.st_size && is_full()) return ENOSPC;
    int result = REAL(posix_fallocate)(file, at, size);
    if (is_ours && result == 0 && at + size > what.st_size) note('t', what.st_ino, at + size, NULL, 0);
    return result;
}
int posix_fallocate64(int file, off_t at, off_t size) { return posix_fallocate(file, at, size); }

static int synced(int file, int (*really)(int)) {
    struct stat what;
    if (!is_tracked(file, &what)) return really(file);
    if (broken && access(broken, F_OK) == 0) return errno = EIO, -1;
    note('s', what.st_ino, 0, NULL, 0);
    note('e', what.st_ino, 0, NULL, 0);
    return 0;
}
int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

int rename(const char *from, const char *to) {
    char first[PATH_MAX], second[PATH_MAX];
    const char *old = below(from, first), *new = below(to, second);
    struct stat what;
    int is_known = stat(from, &what) == 0;
    int result = REAL(rename)(from, to);
    if (result == 0 && old && new && is_known) {
        struct iovec parts[] = {{(void *)old, strlen(old)}, {"", 1}, {(void *)new, strlen(new)}};
        note('r', what.st_ino, 0, parts, 3);
    }
    return result;
}

int unlink(const char *path) {
    char whole[PATH_MAX];
    const char *inside = below(path, whole);
    struct stat what;
    int is_known = stat(path, &what) == 0;
    int result = REAL(unlink)(path);
    if (result == 0 && inside && is_known) note_path('u', what.st_ino, 0, inside);
    return result;
}
