/**
 * Text of `verify.ps1`: integrity and completeness of an unpacked pack with Windows PowerShell 5.1
 * or PowerShell 7. Does what `replay.sh` does and answers alike. Nothing is written.
 */
export const VERIFY_SCRIPT = String.raw`# Checks this pack with PowerShell 5.1 or later alone:
#
#   powershell -ExecutionPolicy Bypass -File verify.ps1
#
#   exit 0   every file is here and unchanged, and there is no other
#   exit 1   something was changed, added or removed: it is named
#   exit 2   the check could not be done

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Exit-Fail([string]$Reason) {
    Write-Output ('FAIL: ' + $Reason)
    exit 1
}

# Names are shown without control characters, at most five of a kind.
function Format-Names([string]$Kind, $Names) {
    $shown = @($Names | Select-Object -First 5) -join ', '
    $more = ''
    if ($Names.Count -gt 5) { $more = ' and ' + ($Names.Count - 5) + ' more' }
    return ($Kind + ': ' + $shown + $more) -replace '[\x00-\x1f\x7f]', ''
}

function Get-Digest([byte[]]$Bytes, [string]$Path) {
    $algorithm = [System.Security.Cryptography.SHA256]::Create()
    try {
        if ($Path -eq '') {
            $digest = $algorithm.ComputeHash($Bytes)
        } else {
            $stream = [System.IO.File]::OpenRead($Path)
            try { $digest = $algorithm.ComputeHash($stream) } finally { $stream.Dispose() }
        }
    } finally {
        $algorithm.Dispose()
    }
    return [System.BitConverter]::ToString($digest).Replace('-', '').ToLowerInvariant()
}

try {
    $utf8 = New-Object System.Text.UTF8Encoding($false, $true)
    $root = [System.IO.Path]::GetFullPath($PSScriptRoot).TrimEnd('\', '/')
    $listPath = [System.IO.Path]::Combine($root, 'SHA256SUMS.txt')
    $manifestPath = [System.IO.Path]::Combine($root, 'MANIFEST.json')
    if (-not [System.IO.File]::Exists($listPath)) { Exit-Fail 'removed: SHA256SUMS.txt' }

    # Path to digest, told apart by case as the list tells them apart.
    $ordinal = [System.StringComparer]::Ordinal
    $listed = New-Object 'System.Collections.Generic.Dictionary[string,string]' $ordinal
    # Not ReadAllText, which would pass over a byte order mark.
    $text = $utf8.GetString([System.IO.File]::ReadAllBytes($listPath))
    if (-not $text.EndsWith([string][char]10)) { Exit-Fail 'changed: SHA256SUMS.txt' }
    foreach ($line in $text.Substring(0, $text.Length - 1).Split([char]10)) {
        $match = [regex]::Match($line, '\A([0-9a-f]{64})  (.+)\z')
        if (-not $match.Success) { Exit-Fail 'changed: SHA256SUMS.txt' }
        $path = $match.Groups[2].Value
        if ($listed.ContainsKey($path)) { Exit-Fail 'changed: SHA256SUMS.txt' }
        $listed.Add($path, $match.Groups[1].Value)
    }

    $found = New-Object 'System.Collections.Generic.Dictionary[string,string]' $ordinal
    $changed = New-Object 'System.Collections.Generic.List[string]'
    $added = New-Object 'System.Collections.Generic.List[string]'
    $removed = New-Object 'System.Collections.Generic.List[string]'
    foreach ($item in Get-ChildItem -LiteralPath $root -Recurse -Force) {
        $path = $item.FullName.Substring($root.Length + 1).Replace('\', '/')
        if (($item.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0) {
            Exit-Fail (Format-Names 'neither a file nor a folder' @($path))
        }
        if ($item.PSIsContainer -or $path -ceq 'SHA256SUMS.txt') { continue }
        $digest = Get-Digest $null $item.FullName
        $found.Add($path, $digest)
        if (-not $listed.ContainsKey($path)) { $added.Add($path) }
        elseif ($listed[$path] -cne $digest) { $changed.Add($path) }
    }
    foreach ($path in $listed.Keys) {
        if (-not $found.ContainsKey($path)) { $removed.Add($path) }
    }

    $differences = New-Object 'System.Collections.Generic.List[string]'
    if ($changed.Count -gt 0) { $differences.Add((Format-Names 'changed' $changed)) }
    if ($added.Count -gt 0) { $differences.Add((Format-Names 'added' $added)) }
    if ($removed.Count -gt 0) { $differences.Add((Format-Names 'removed' $removed)) }
    if ($differences.Count -gt 0) { Exit-Fail ($differences -join '; ') }

    # The manifest names the digest of the list without the manifest's own line.
    $manifest = $utf8.GetString([System.IO.File]::ReadAllBytes($manifestPath))
    $fields = @{}
    foreach ($name in @('sha256_manifest', 'pack_id', 'verdict')) {
        $pattern = '(?m)^  "' + $name + '": "([A-Za-z0-9-]*)",$'
        $fields[$name] = [regex]::Match($manifest, $pattern).Groups[1].Value
    }
    $covered = [regex]::Replace($text, '(?m)^[0-9a-f]{64}  MANIFEST\.json\n', '')
    if ((Get-Digest ($utf8.GetBytes($covered)) '') -cne $fields['sha256_manifest']) {
        Exit-Fail 'MANIFEST.json has another sha256_manifest than the list gives'
    }

    $values = @(($listed.Count + 1), $fields['pack_id'], $fields['verdict'])
    Write-Output ('OK: {0} files as listed, pack {1}, verdict {2}' -f $values)

    # PowerShell cannot compute the verdict again; omega can, where it is there. omega.js may read
    # this folder and nothing else, and is whole by now.
    $verifier = [System.IO.Path]::Combine($root, 'omega.js')
    $program = ''
    $start = @()
    if ([System.IO.File]::Exists($verifier) -and (Get-Command 'deno' -ErrorAction 'SilentlyContinue')) {
        $program = 'deno'
        $start = @('run', '--no-config', '--no-prompt', '--quiet', ('--allow-read=' + $root), $verifier)
    } elseif (Get-Command 'omega' -ErrorAction 'SilentlyContinue') {
        $program = 'omega'
    }
    # A Deno that is too old, or another program of that name, ends with any code and proves nothing.
    if (($program -ne '') -and -not ([string](& $program @start '--version')).StartsWith('omega ')) {
        [Console]::Error.WriteLine('Cannot compute the verdict again: this ' + $program + ' does not run omega')
    } elseif ($program -ne '') {
        $said = & $program @start 'proofpack' 'verify' $root
        $ended = $LASTEXITCODE
        if ($ended -eq 0) {
            Write-Output ('OK: the verdict follows from the evidence, says ' + $program)
        } elseif ($ended -eq 1) {
            Exit-Fail ('the verdict does not follow from the evidence, says ' + $program)
        } else {
            [Console]::Error.WriteLine('Cannot compute the verdict again: ' + $program + ' ended with ' + $ended)
        }
    }
    exit 0
} catch {
    [Console]::Error.WriteLine('Cannot check the pack: ' + $_.Exception.Message)
    exit 2
}
`;
