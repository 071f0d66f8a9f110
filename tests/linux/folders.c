/* tests/linux/folders.c: names, links, folders and walks through them. */
#define _GNU_SOURCE
#include "tell.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_file(const char* path, const char* text) {
    FILE* file = fopen(path, "w");
    if (file == NULL) return perror(path);
    fputs(text, file);
    fclose(file);
}

static void tell_kind(const char* path) {
    struct stat status;
    if (lstat(path, &status) < 0) return (void)printf("%s: %s\n", path, strerror(errno));
    const char* kind = S_ISDIR(status.st_mode) ? "a folder" : S_ISLNK(status.st_mode) ? "a link" : "a file";
    printf("%s: %s, %o", path, kind, (unsigned)status.st_mode & 07777);
    if (!S_ISDIR(status.st_mode))
        printf(", %ld bytes, %ld names", (long)status.st_size, (long)status.st_nlink);
    printf("\n");
}

static void names(void) {
    begin("names");
    umask(022);
    TELL(mkdir("tree", 0777));
    TELL(mkdir("tree", 0777));
    TELL(mkdir("tree/a", 0700));
    TELL(mkdir("none/a", 0700));
    TELL(umask(027));
    make_file("tree/one", "1\n");
    make_file("tree/a/two", "22\n");
    TELL(link("tree/one", "tree/again"));
    TELL(link("tree", "tree/loop"));
    TELL(symlink("a/two", "tree/short"));
    TELL(symlink("nowhere", "tree/broken"));
    TELL(symlink("round", "tree/round"));
    for (const char** path = (const char*[]){"tree", "tree/a", "tree/one", "tree/short", "tree/broken", NULL};
         *path; path++)
        tell_kind(*path);
    struct stat status;
    TELL(stat("tree/short", &status));
    TELL(stat("tree/broken", &status));
    TELL(stat("tree/round", &status));
    TELL(stat("tree/one/", &status));
    char target[8];
    TELL(readlink("tree/short", target, sizeof target));
    TELL(readlink("tree/short", target, 2));
    TELL(readlink("tree/one", target, sizeof target));
    TELL(chmod("tree/one", 0604));
    tell_kind("tree/again");
    TELL(rename("tree/one", "tree/a/moved"));
    TELL(rename("tree/none", "tree/a/moved"));
    TELL(rename("tree", "tree/a/inside"));
    TELL(rename("tree/a/two", "tree/a/moved"));
    tell_kind("tree/a/moved");
    tell_kind("tree/again");
    TELL(mkdir("tree/c", 0755));
    TELL(rename("tree/a/moved", "tree/c"));
    TELL(rename("tree/c", "tree/a"));
    TELL(rename("tree/c", "tree/a/moved"));
    TELL(rmdir("tree/c"));
    char long_name[300];
    memset(long_name, 'n', 299);
    long_name[299] = 0;
    TELL(open(long_name, O_RDONLY));
    long_name[255] = 0;
    TELL(open(long_name, O_RDONLY));
    TELL(open("", O_RDONLY));
}

static int compare_names(const struct dirent** one, const struct dirent** other) {
    return strcmp((*one)->d_name, (*other)->d_name);
}

static int by_name(const FTSENT** one, const FTSENT** other) {
    return strcmp((*one)->fts_name, (*other)->fts_name);
}

/* Each folder comes before and after what is in it. */
static void tell_tree(const char* path) {
    FTS* walk = fts_open((char*[]){(char*)path, NULL}, FTS_PHYSICAL, by_name);
    for (FTSENT* entry; (entry = fts_read(walk));)
        printf("%*s%s: %d\n", 2 * entry->fts_level, "", entry->fts_name, entry->fts_info);
    TELL(fts_close(walk));
}

static void walks(void) {
    begin("walks");
    for (int i = 0; i < 200; i++) {
        char path[40];
        sprintf(path, "tree/a/file%03d", i);
        make_file(path, path);
    }
    struct dirent** entries = NULL;
    const int count = scandir("tree", &entries, NULL, compare_names);
    for (int i = 0; i < count; i++) printf("%s%s", entries[i]->d_name, i + 1 < count ? ", " : "\n");
    DIR* folder = opendir("tree/a");
    int found = 0;
    while (readdir(folder)) found++;
    TELL(found);
    rewinddir(folder);
    for (found = 0; readdir(folder); found++) unlinkat(dirfd(folder), "file100", 0);
    TELL(found <= 203 && found >= 202);
    closedir(folder);
    glob_t matches;
    TELL(glob("tree/a/file0*5", 0, NULL, &matches));
    TELL(matches.gl_pathc);
    printf("%s\n", matches.gl_pathv[3]);
    globfree(&matches);
    TELL(opendir("tree/again") == NULL && errno == ENOTDIR);
    TELL(opendir("tree/none") == NULL && errno == ENOENT);
    for (int i = 1; i < 200; i++) {
        char path[40];
        sprintf(path, "tree/a/file%03d", i);
        unlink(path);
    }
}

static void from_descriptors(void) {
    begin("from descriptors");
    const int tree = open("tree", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int file = openat(tree, "a/file000", O_RDONLY);
    TELL(file >= 0);
    struct stat one, other;
    TELL(fstat(file, &one));
    TELL(fstatat(tree, "a/file000", &other, 0));
    TELL(one.st_ino == other.st_ino && one.st_dev == other.st_dev && one.st_size == 14);
    TELL(fstatat(file, "x", &other, 0));
    TELL(openat(tree, "again", O_RDONLY | O_DIRECTORY));
    TELL(openat(tree, "short", O_RDONLY | O_NOFOLLOW));
    TELL(openat(99, "short", O_RDONLY));
    TELL(mkdirat(tree, "b", 0755));
    TELL(renameat(tree, "again", tree, "b/again"));
    TELL(symlinkat("again", tree, "b/link"));
    TELL(unlinkat(tree, "b", 0));
    TELL(unlinkat(tree, "b", AT_REMOVEDIR));
    TELL(unlinkat(tree, "b/link", AT_REMOVEDIR));
    TELL(faccessat(tree, "b/link", W_OK, 0));
    close(file);
    close(tree);
}

static void where(void) {
    begin("where");
    char before[PATH_MAX], after[PATH_MAX], real[PATH_MAX];
    TELL(getcwd(before, sizeof before) != NULL);
    TELL(chdir("tree/a"));
    TELL(getcwd(after, sizeof after) != NULL);
    printf("%s\n", after + strlen(before));
    TELL(realpath("../short/../none", real) == NULL);
    TELL(realpath("../b/../a/.//", real) != NULL && strcmp(real, after) == 0);
    TELL(chdir("none"));
    TELL(chdir("file000"));
    TELL(chdir("../.."));
    char template[] = "madeXXXXXX";
    TELL(mkdtemp(template) != NULL);
    TELL(rmdir(template));
    tell_tree("tree");
}

static void without_a_name(void) {
    begin("without a name");
    FILE* file = tmpfile();
    TELL(file != NULL);
    static char block[100000];
    TELL(fwrite(block, 1, sizeof block, file));
    rewind(file);
    TELL(fread(block, 1, sizeof block, file));
    TELL(fgetc(file));
    TELL(ferror(file));
    fclose(file);
}

static int take_away(const char* path, const struct stat* status, int kind, struct FTW* place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void gone(void) {
    begin("gone");
    const int file = open("tree/a/file000", O_RDWR);
    TELL(rmdir("tree"));
    TELL(unlink("tree"));
    TELL(unlink("tree/none"));
    TELL(nftw("tree", take_away, 10, FTW_PHYS | FTW_DEPTH));
    char bytes[8] = "";
    TELL(read(file, bytes, 4));
    printf("%s\n", bytes);
    struct stat status;
    TELL(fstat(file, &status));
    TELL(status.st_nlink);
    TELL(access("tree", F_OK));
}

int main(void) {
    names();
    walks();
    from_descriptors();
    where();
    without_a_name();
    gone();
    return 0;
}
